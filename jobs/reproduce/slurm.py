"""Runs points under Slurm: one array job, and a job after it that writes the report."""
import argparse

from reproduce.errors import BadInput
from reproduce.point import Point
from reproduce.program import Program


def submit(points: list[Point], given: argparse.Namespace, program: Program) -> int:
    raise BadInput("--on slurm: not yet")
