"""What is said to an operator when something asked of us cannot be done."""


class Trouble(Exception):
    """One line that names the place and the remedy; shown without a traceback, exit status 1."""

    exit_status = 1


class BadInput(Trouble):
    """What was asked, or a file that the user wrote, is wrong; each problem is a line, exit status 2."""

    exit_status = 2

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
