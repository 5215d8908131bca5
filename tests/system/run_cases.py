#!/usr/bin/env python3
"""Drives the octosim command as a user does.

  run_cases.py --binary build/release/octosim [CASE...]   runs the cases (all without a name); stops at none, fails if one does
  run_cases.py --list                                     one line a case: name, seconds it may take, processors
"""
import argparse
import sys
import time
import traceback

import cases_bad_input
import cases_bench
import cases_checkpoint
import cases_chunk
import cases_energy
import cases_experiments
import cases_good_paths
import cases_model
import cases_moe
import cases_noc
import cases_packaging
import cases_partition
import cases_plan
import cases_recorded
import cases_reproduce
import cases_setup
import cases_slurm
import cases_state
import cases_stopping
import cases_strategies
import cases_sweep
import cases_viewer
import command

CASES = {**cases_good_paths.CASES, **cases_experiments.CASES, **cases_bad_input.CASES,
         **cases_noc.CASES, **cases_partition.CASES, **cases_setup.CASES, **cases_stopping.CASES, **cases_checkpoint.CASES,
         **cases_bench.CASES, **cases_energy.CASES, **cases_model.CASES, **cases_chunk.CASES, **cases_plan.CASES, **cases_recorded.CASES, **cases_moe.CASES,
         **cases_state.CASES, **cases_strategies.CASES, **cases_reproduce.CASES, **cases_packaging.CASES, **cases_sweep.CASES,
         **cases_slurm.CASES, **cases_viewer.CASES}
SKIPPED = 77  # exit status if every case was skipped; ctest shows it as such


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", help="the octosim program")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("cases", nargs="*", metavar="CASE")
    given = parser.parse_args()
    if given.list:
        for name, case in CASES.items():
            print(name, case.seconds, case.processors)
        return 0
    unknown = [name for name in given.cases if name not in CASES]
    if unknown or not given.binary:
        parser.error(f"no such case: {', '.join(unknown)} (see --list)" if unknown else "--binary is needed")
    failed, skipped = [], []
    for name in given.cases or CASES:
        start = time.monotonic()
        try:
            with command.Octosim(given.binary) as octosim:
                CASES[name].body(octosim)
        except command.Skipped as why:
            skipped.append(name)
            print(f"skipped {name}: {why}", flush=True)
            continue
        except (AssertionError, OSError, KeyError, ValueError):
            traceback.print_exc(limit=-3)
            failed.append(name)
        print(f"{'FAILED' if name in failed else 'ok':7}{name} ({time.monotonic() - start:.1f} s)", flush=True)
    if failed:
        return 1
    return SKIPPED if len(skipped) == len(given.cases or CASES) else 0


if __name__ == "__main__":
    sys.exit(main())
