"""The jobs that engines are timed on."""

from benchmarks.jobs.article import ArticleBatch, ArticleScalars
from benchmarks.jobs.classifiers import BigStep, Digits
from benchmarks.jobs.job import Job
from benchmarks.jobs.operations import Broadcasting, ChainOfScalars, LargeArrays

__all__ = ["JOBS", "Job"]

JOBS: tuple[type[Job], ...] = (
    ArticleScalars,
    ArticleBatch,
    ChainOfScalars,
    Broadcasting,
    Digits,
    BigStep,
    LargeArrays,
)
