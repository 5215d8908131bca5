#!/bin/bash
#PBS -N octosim-s-20260101T000000-abcd-4
#PBS -l select=1:ncpus=1
#PBS -l walltime=1:00:00
#PBS -j oe
#PBS -o "/data/my sweep/jobs/20260101T000000-abcd/"
trap '' USR1  # until the next line listens
exec python3 -B '/opt/octo sim/jobs/sweep' task
