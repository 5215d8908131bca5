#!/bin/bash
#SBATCH --job-name=octosim-s-20260101T000000-abcd-4
#SBATCH --ntasks=1
#SBATCH --time=60
#SBATCH --open-mode=append
#SBATCH --output="/data/my sweep/jobs/20260101T000000-abcd/octosim-s-20260101T000000-abcd-4-%j.log"
trap '' USR1  # until the next line listens
exec python3 -B '/opt/octo sim/jobs/sweep' task
