/// \file machine.hpp  The network of the machine that a run is projected to.
#pragma once

namespace octosim::jobs::project {

/// LogGP (A. Alexandrov, M. F. Ionescu, K. E. Schauser, C. Scheiman, "LogGP: incorporating long messages into the LogP
/// model", SPAA 1995): a message of k bytes takes o + (k - 1) G + L + o.  Cores are as fast as those measured on.
struct Machine {
  double latency = 1e-6;     ///< L, seconds.  Assumed: MPI over InfiniBand or Slingshot
  double overhead = 0.5e-6;  ///< o, seconds of a core per message at each end.  Assumed: half of L
  double gap = 0;            ///< g, seconds; least between two messages of a rank; 0: the overhead decides.  Assumed
  double bandwidth = 25e9;   ///< 1 / G, bytes per second.  Assumed: a port of 200 Gbit/s
  double reduce_latency = 1e-6;  ///< L within a reduction; less where the network reduces.  Assumed: as L
};

}  // namespace octosim::jobs::project
