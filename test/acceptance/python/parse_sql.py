"""Parses every SQL file below a folder in the dialect of a warehouse: parse_sql.py bigquery|snowflake FOLDER

Prints how many there were, and fails if one is no such SQL. BigQuery also refuses an outer join without an equality.
"""

import sys
from pathlib import Path

import sqlglot
from sqlglot import exp


def problem_of(sql, dialect):
    try:
        query = sqlglot.parse_one(sql, dialect=dialect)
    except sqlglot.errors.ParseError as error:
        return str(error)
    for join in query.find_all(exp.Join):
        condition = join.args.get("on")
        if dialect == "bigquery" and join.side in ("LEFT", "RIGHT", "FULL") and (condition is None or not condition.find(exp.EQ)):
            return f"an outer join without an equality: {join.sql(dialect)}"
    return None


def main():
    dialect, folder = sys.argv[1], Path(sys.argv[2])
    files = sorted(path for path in folder.rglob("*.sql") if path.is_file())
    problems = [f"{path.name}: {problem}" for path in files if (problem := problem_of(path.read_text(), dialect))]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(len(files))
    sys.exit(1 if problems else 0)


main()
