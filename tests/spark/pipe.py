"""The example of docs/batch.md in Spark's local mode: many partitions come to what one process does.

    pip install pyspark        # and Java 17
    python tests/spark/pipe.py target/program/skill-subsidy
"""

import random
import subprocess
import sys
import tempfile
from pathlib import Path

from pyspark.sql import SparkSession

PROGRAM = sys.argv[1]
ROWS, PARTITIONS = 20_000, 16
OPTIONS = "--region 聊城 --as-of 2026-06-01 --no-header --columns 工号,姓名,level,certificate_date --keep 工号 --quiet --jobs 1"


def roster():
    random.seed(1)
    for number in range(ROWS):
        level = random.choice(["高级工", "技师", "二级", "无", ""])
        day = "" if level in ("无", "") else f"2026/{random.randint(1, 5)}/{random.randint(1, 28)}"
        yield f"G{number:05d},人{number},{level},{day}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "roster.csv")
        source.write_text("".join(line + "\n" for line in roster()), encoding="utf-8")

        spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", False).getOrCreate()
        lines = spark.sparkContext.textFile(str(source), PARTITIONS)
        results = lines.pipe(f"{PROGRAM} batch - {OPTIONS}", checkCode=True)
        by_spark = results.collect()
        partitions = lines.getNumPartitions()

        # A partition that cannot be read must fail the job, and not come out short.
        broken = lines.zipWithIndex().map(lambda line: line[0] + (',"' if line[1] == ROWS // 2 else ""))
        try:
            broken.pipe(f"{PROGRAM} batch - {OPTIONS}", checkCode=True).collect()
        except Exception:
            refused = True
        else:
            refused = False
        spark.stop()

        command = [PROGRAM, "batch", str(source), *OPTIONS.split()]
        at_once = subprocess.run(command, check=True, capture_output=True).stdout.decode().splitlines()

    # The number of the row counts within a partition; everything else is the same, in order.
    def without_row(line):
        return line.split(",", 1)[1]

    assert partitions >= PARTITIONS, partitions
    assert len(by_spark) == ROWS, len(by_spark)
    assert [without_row(line) for line in by_spark] == [without_row(line) for line in at_once]
    assert refused, "a broken partition passed"
    print(f"{ROWS} people in {partitions} partitions: the same as at once; a broken partition fails the job")


main()
