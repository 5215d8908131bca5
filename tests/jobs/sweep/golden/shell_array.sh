#!/bin/sh
#$ -N octosim-s-20260101T000000-abcd-4
#$ -t 1-24
#$ -tc 8
#$ -pe mpi 4
#$ -l h_rt=1:30:00,mem=3072M
#$ -o /data/my sweep/jobs/20260101T000000-abcd
exec python3 -B '/opt/octo sim/jobs/sweep' task --seconds 5280 --part "$((SGE_TASK_ID - 1))"
