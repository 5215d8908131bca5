#!/bin/bash
#BSUB -J "octosim-s-20260101T000000-abcd-4[1-24]%8"
#BSUB -n 4
#BSUB -W 1:30
#BSUB -r
#BSUB -Q "85"
#BSUB -R "rusage[mem=3072MB]"
#BSUB -o "/data/my sweep/jobs/20260101T000000-abcd/octosim-s-20260101T000000-abcd-4-%J_%I.log"
trap '' USR1  # until the next line listens
exec python3 -B '/opt/octo sim/jobs/sweep' task --seconds 5280 --part "$((LSB_JOBINDEX - 1))"
