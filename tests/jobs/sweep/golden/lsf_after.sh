#!/bin/bash
#BSUB -J octosim-s-20260101T000000-abcd-4
#BSUB -n 1
#BSUB -W 1:00
#BSUB -o "/data/my sweep/jobs/20260101T000000-abcd/octosim-s-20260101T000000-abcd-4-%J_%I.log"
trap '' USR1  # until the next line listens
exec python3 -B '/opt/octo sim/jobs/sweep' task
