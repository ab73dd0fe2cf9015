"""What a person reads. Each view says what its row is in its own columns; nothing needs a manual.

A plus before a column keeps SQLite from beginning with the table beside it: the newest rows are then read in their
order, where it would sort them all.
"""

VIEWS = """
CREATE VIEW newest_matches AS
SELECT match.id AS match_id, match.found_at, entity.name AS entity, entity.type, round(match.score, 2) AS score,
       match.strength, match.alerts, version.title, match.snippet, match.why, match.cues, source.name AS source,
       (SELECT json_group_array(DISTINCT surface) FROM mention WHERE match_id = match.id) AS mentions,
       article.language, article.published_at, article.url,
       (SELECT verdict.verdict FROM verdict JOIN match AS judged ON judged.id = verdict.match_id
        WHERE judged.article_id = match.article_id AND judged.entity_id = match.entity_id
        ORDER BY verdict.id DESC LIMIT 1) AS verdict,
       version.number AS version, article.removed_at,
       match.retrospective, match.entity_id, article.source_id, article.story_id, match.article_id
FROM match
JOIN entity ON entity.id = +match.entity_id
JOIN version ON version.id = +match.version_id
JOIN article ON article.id = +match.article_id
JOIN source ON source.id = article.source_id
WHERE match.gone_in IS NULL
ORDER BY match.found_at DESC, match.id DESC;

CREATE VIEW former_matches AS
SELECT match.id AS match_id, match.found_at, entity.name AS entity, entity.type, version.title, match.snippet,
       match.why, match.watchlist_version AS found_by, match.gone_in, edit.number AS gone_in_version,
       newer.id AS replaced_by, source.name AS source, article.url,
       (SELECT verdict FROM verdict WHERE match_id = match.id ORDER BY id DESC LIMIT 1) AS verdict,
       match.entity_id, match.article_id
FROM match
JOIN entity ON entity.id = match.entity_id
JOIN version ON version.id = match.version_id
JOIN article ON article.id = match.article_id
JOIN source ON source.id = article.source_id
LEFT JOIN version AS edit ON edit.id = match.gone_in_version
LEFT JOIN match AS newer ON newer.version_id = coalesce(match.gone_in_version, match.version_id)
    AND newer.entity_id = match.entity_id AND newer.watchlist_version = match.gone_in
WHERE match.gone_in IS NOT NULL
ORDER BY match.id DESC;

CREATE VIEW matches_by_entity AS
SELECT entity.id AS entity_id, entity.name AS entity, entity.type, count(match.id) AS matches,
       sum(match.alerts) AS alerting, count(DISTINCT match.article_id) AS articles, max(match.found_at) AS newest,
       entity.latitude, entity.longitude
FROM entity LEFT JOIN match ON match.entity_id = entity.id AND match.gone_in IS NULL
GROUP BY entity.id
ORDER BY matches DESC, entity.name;

CREATE VIEW source_health AS
SELECT source.name AS source,
       CASE WHEN NOT source.active THEN 'off'
            WHEN source.last_poll_at IS NULL THEN 'never tried'
            WHEN source.last_reason IN ('captcha', 'login-wall', 'consent-wall') THEN 'walled'
            WHEN source.error_streak > 0 THEN 'broken'
            WHEN condition.kind = 'source-unreadable' THEN 'unreadable'
            WHEN condition.kind = 'source-empty' THEN 'empty'
            WHEN source.last_listed_at IS NULL AND source.kind IN ('feed', 'page', 'telegram') THEN 'empty'
            WHEN condition.kind = 'source-overdue' THEN 'overdue'
            WHEN source.last_new_at IS NULL OR julianday('now') - julianday(source.last_new_at)
                > max(coalesce(source.longest_gap, 86400.0), 21600.0) / 86400.0 THEN 'quiet'
            ELSE 'ok' END AS health,
       condition.opened_at AS since, source.last_success_at, source.last_new_at,
       CAST(round(source.usual_gap) AS INTEGER) AS usual_gap,
       CAST(round(source.longest_gap) AS INTEGER) AS longest_gap,
       source.error_streak, source.last_error, source.last_poll_at, source.due_at, source.language, source.country,
       source.kind, source.url, source.id AS source_id
FROM source
LEFT JOIN (SELECT substr(name, 1, instr(name, ':') - 1) AS kind, substr(name, instr(name, ':') + 1) AS subject,
                  max(opened_at) AS opened_at
           FROM condition WHERE closed_at IS NULL AND name LIKE 'source-%' GROUP BY subject) AS condition
    ON condition.subject = source.id
ORDER BY source.name;

CREATE VIEW matches_by_source AS
SELECT source.id AS source_id, source.name AS source, source_health.health, source.language, source.country,
       count(DISTINCT article.id) AS articles, count(DISTINCT match.article_id) AS articles_with_matches,
       count(match.id) AS matches, source.last_success_at, source.last_new_at,
       round(source.usual_gap / 3600, 1) AS usual_hours_between, source.error_streak, source.last_error
FROM source
JOIN source_health ON source_health.source_id = source.id
LEFT JOIN article ON article.source_id = source.id
LEFT JOIN match ON match.article_id = article.id AND match.gone_in IS NULL
GROUP BY source.id
ORDER BY matches DESC, source.name;

CREATE VIEW alert_ledger AS
SELECT alert.created_at,
       CASE WHEN delivery.id IS NULL THEN 'unaddressed'
            WHEN delivery.state IN ('pending', 'retry')
             AND (channel.parked_at IS NOT NULL OR delivery.held IS NOT NULL) THEN 'held'
            ELSE delivery.state END AS state,
       json_extract(alert.content, '$.headline') AS headline, alert.route, delivery.channel,
       coalesce(channel.reason, delivery.held, delivery.reason) AS why_this_state,
       iif(delivery.state IN ('pending', 'retry'), delivery.due_at, NULL) AS due_at, delivery.attempts,
       delivery.settled_at, alert.reason, alert.story_id, alert.id AS alert_id, delivery.id AS delivery_id
FROM alert
LEFT JOIN delivery ON delivery.alert_id = alert.id
LEFT JOIN channel ON channel.name = delivery.channel AND delivery.state IN ('pending', 'retry')
ORDER BY alert.id DESC, delivery.id DESC;

CREATE VIEW completeness AS
SELECT poll.at, source.name AS source, poll.outcome, poll.listed, poll.new, poll.known, poll.edited,
       (SELECT sum(count) FROM poll_drop WHERE poll_id = poll.id) AS left_out,
       (SELECT count(*) FROM link WHERE poll_id = poll.id AND fetched) AS fetched,
       (SELECT count(*) FROM link WHERE poll_id = poll.id AND state = 'stored') AS stored,
       (SELECT count(*) FROM link WHERE poll_id = poll.id AND state = 'stored' AND EXISTS
        (SELECT 1 FROM match WHERE match.article_id = link.article_id AND gone_in IS NULL)) AS matched,
       (SELECT count(*) FROM link WHERE poll_id = poll.id AND state IN ('dropped', 'dead')) AS dropped,
       (SELECT count(*) FROM link WHERE poll_id = poll.id AND state IN ('new', 'retry')) AS waiting,
       poll.reason, poll.detail, poll.cycle_id, poll.source_id, poll.id AS poll_id
FROM poll JOIN source ON source.id = poll.source_id
ORDER BY poll.id DESC;

CREATE VIEW completeness_by_cycle AS
SELECT cycle.started_at, cycle.outcome AS cycle, count(*) AS polled, sum(completeness.outcome = 'failed') AS failed,
       sum(listed) AS listed, sum(new) AS new, sum(known) AS known, sum(edited) AS edited,
       sum(coalesce(left_out, 0)) AS left_out, sum(fetched) AS fetched, sum(stored) AS stored, sum(matched) AS matched,
       sum(dropped) AS dropped, sum(waiting) AS waiting, cycle.id AS cycle_id
FROM cycle JOIN completeness ON completeness.cycle_id = cycle.id
GROUP BY cycle.id
ORDER BY cycle.id DESC;

CREATE VIEW losses AS
SELECT poll.at, source.name AS source, 'left out of the listing' AS step, poll_drop.reason, poll_drop.count,
       poll.cycle_id, poll.source_id, poll.id AS poll_id
FROM poll_drop JOIN poll ON poll.id = poll_drop.poll_id JOIN source ON source.id = poll.source_id
UNION ALL
SELECT poll.at, source.name, iif(link.state = 'dead', 'not reached', 'no article'), link.reason, count(*),
       poll.cycle_id, poll.source_id, poll.id
FROM link JOIN poll ON poll.id = link.poll_id JOIN source ON source.id = poll.source_id
WHERE link.state IN ('dropped', 'dead')
GROUP BY poll.id, link.state, link.reason
ORDER BY poll_id DESC;

CREATE VIEW dropped_links AS
SELECT link.settled_at, source.name AS source, link.state, link.reason, link.detail, link.title, link.url,
       link.attempts, link.source_id
FROM link JOIN source ON source.id = link.source_id
WHERE link.state IN ('dropped', 'dead')
ORDER BY link.settled_at DESC;
"""
