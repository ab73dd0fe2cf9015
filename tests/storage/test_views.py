"""What views cost."""

from sqlite_utils import Database


def test_the_newest_matches_are_read_in_their_order_whatever_the_database_believes_of_its_tables(db: Database) -> None:
    """SQLite once took a table that had been small when it was last counted for the best one to begin with."""
    db.execute("ANALYZE")
    db.execute("INSERT INTO sqlite_stat1 VALUES ('match', 'match_by_time', '100000 2')")
    db.execute("INSERT INTO sqlite_stat1 VALUES ('match', 'match_by_article', '100000 10')")
    db.execute("INSERT INTO sqlite_stat1 VALUES ('article', 'article_by_time', '100 1')")
    db.execute("ANALYZE sqlite_schema")
    plan = db.execute("EXPLAIN QUERY PLAN SELECT * FROM newest_matches LIMIT 20").fetchall()
    steps = [what for _, within, _, what in plan if not within]
    assert steps[0] == "SCAN match USING INDEX match_by_time"
    assert "USE TEMP B-TREE FOR ORDER BY" not in steps
