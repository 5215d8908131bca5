#!/usr/bin/env bash
# Starts a Slurm cluster of its own on this host: munged, slurmctld and one slurmd a node, bound to 127.0.0.1, as any user, without systemd.
#   tests/slurm/up.sh FOLDER      then: . FOLDER/env; sinfo; sbatch ...; and tests/slurm/down.sh FOLDER
# Needs Debian's slurmctld, slurmd, slurm-client and munge (22.05).  Key, sockets, spool, logs and configuration lie below FOLDER;
# /etc/slurm and /etc/munge are not used.
#   SLURM_FIXTURE_NODES=2     nodes n1, n2...
#   SLURM_FIXTURE_CPUS=4      CPUs of a node that Slurm hands out; may be more than there are
#   SLURM_FIXTURE_PORT=26817  the first of NODES + 1 ports
set -euo pipefail
[ $# -eq 1 ] || { echo "up.sh: takes one folder" >&2; exit 2; }
nodes=${SLURM_FIXTURE_NODES:-2} cpus=${SLURM_FIXTURE_CPUS:-4} port=${SLURM_FIXTURE_PORT:-26817}
host=$(hostname -s) user=$(id -un)
here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
export PATH=$PATH:/usr/sbin:/sbin
if [ -e "$1/pids" ]; then
  echo "up.sh: $1/pids exists; run down.sh $1 first" >&2
  exit 2
fi
mkdir -p "$1"
folder=$(cd "$1" && pwd)
mkdir -p "$folder"/{state,log,run}
chmod a+x "$folder"  # munged refuses a socket that others cannot reach
for node in $(seq "$nodes"); do mkdir -p "$folder/spool.n$node" "$folder/tmp.n$node"; done
[ -s "$folder/munge.key" ] || (umask 077 && head -c 128 /dev/urandom >"$folder/munge.key")
memory=$(awk -v nodes="$nodes" '/MemTotal/ {print int($2 / 1024 * 0.9 / nodes)}' /proc/meminfo)
ports="$((port + 1))"
[ "$nodes" -eq 1 ] || ports="[$((port + 1))-$((port + nodes))]"
cat >"$folder/slurm.conf" <<END
ClusterName=fixture
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
SlurmctldPort=$port
AuthType=auth/munge
CredType=cred/munge
# 5 s: a requeued job waits as long as a credential holds
AuthInfo=socket=$folder/run/munge.sock,cred_expire=5
# without these the daemons listen on every address
CommunicationParameters=NoAddrCache,NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
# each node its own: PMIx makes a folder of the same name in it
TmpFS=$folder/tmp.%n
SlurmctldPidFile=$folder/run/slurmctld.pid
SlurmdPidFile=$folder/run/slurmd.%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MailProg=/bin/true
MpiDefault=pmix
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0,bf_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
JobRequeue=1
MinJobAge=3600
KillWait=5
MessageTimeout=5
TCPTimeout=2
SlurmctldTimeout=10
SlurmdTimeout=5
MaxArraySize=1001
NodeName=n[1-$nodes] NodeHostname=$host NodeAddr=127.0.0.1 Port=$ports CPUs=$cpus RealMemory=$memory State=UNKNOWN
PartitionName=main Nodes=n[1-$nodes] Default=YES MaxTime=INFINITE DefaultTime=10 State=UP OverSubscribe=NO
END
cat >"$folder/env" <<END
export SLURM_CONF=$folder/slurm.conf
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
END
if [ "$nodes" -gt 1 ]; then  # they share /dev/shm and 127.0.0.1: shared memory would collide, so TCP over lo
  echo "export OMPI_MCA_pml=ob1 OMPI_MCA_btl=tcp,self OMPI_MCA_btl_tcp_if_include=lo OMPI_MCA_oob_tcp_if_include=lo" >>"$folder/env"
fi
: >"$folder/pids"

# start NAME WORD...: in a session of its own; its process id is kept
start() {
  setsid "${@:2}" >"$folder/log/$1.out" 2>&1 </dev/null &
  echo "$1 $!" >>"$folder/pids"
}
# fail TEXT: with the ends of all logs; stops what was started
fail() {
  echo "up.sh: $1" >&2
  tail -n 20 "$folder"/log/*.out "$folder"/log/*.log >&2 || true
  "$here/down.sh" "$folder" || true
  exit 1
}
start munged munged --foreground --key-file="$folder/munge.key" --socket="$folder/run/munge.sock" --log-file="$folder/log/munged.log" \
  --pid-file="$folder/run/munged.pid" --seed-file="$folder/run/munged.seed" --num-threads=2 --origin=127.0.0.1
for _ in $(seq 200); do munge -S "$folder/run/munge.sock" -n >/dev/null 2>&1 && break || sleep 0.05; done
munge -S "$folder/run/munge.sock" -n >/dev/null || fail "munged did not come up"
export SLURM_CONF=$folder/slurm.conf
start slurmctld slurmctld -D -i -f "$folder/slurm.conf"
for node in $(seq "$nodes"); do start "slurmd.n$node" slurmd -D -N "n$node" -f "$folder/slurm.conf"; done
idle=0
for _ in $(seq 300); do
  idle=$(sinfo -h -N -o %T 2>/dev/null | grep -c idle || true)
  [ "$idle" = "$nodes" ] && exit 0
  sleep 0.1
done
fail "only $idle of $nodes nodes became idle"
