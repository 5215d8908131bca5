#!/bin/bash
#SBATCH --job-name=octosim-s-20260101T000000-abcd-4
#SBATCH --array=0-23%8
#SBATCH --ntasks=4
#SBATCH --time=90
#SBATCH --signal=B:USR1@120
#SBATCH --requeue
#SBATCH --mem=3072M
#SBATCH --open-mode=append
#SBATCH --output="/data/my sweep/jobs/20260101T000000-abcd/octosim-s-20260101T000000-abcd-4-%A_%a.log"
trap '' USR1  # until the next line listens
exec python3 -B '/opt/octo sim/jobs/sweep' task --part "$SLURM_ARRAY_TASK_ID"
