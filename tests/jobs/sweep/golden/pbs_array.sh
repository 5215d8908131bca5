#!/bin/bash
#PBS -N octosim-s-20260101T000000-abcd-4
#PBS -J 0-23%8
#PBS -l select=1:ncpus=4:mpiprocs=4:mem=3072mb
#PBS -l walltime=1:30:00
#PBS -r y
#PBS -j oe
#PBS -o "/data/my sweep/jobs/20260101T000000-abcd/"
trap '' USR1  # until the next line listens
exec python3 -B '/opt/octo sim/jobs/sweep' task --seconds 5280 --part "${PBS_ARRAY_INDEX:-0}"
