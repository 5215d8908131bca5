/// \file projection.hpp  What a measured run would take on other numbers of ranks.
#pragma once
#include <string>
#include <vector>

#include "jobs/project/machine.hpp"
#include "jobs/project/measured_run.hpp"

namespace octosim::jobs::project {

/// One row.  Seconds of the whole run; the parts add up.
struct Projected {
  double ranks = 0;
  double seconds = 0, compute = 0, exchange = 0, reduction = 0;
  double speed_up = 0;    ///< over the measured computing alone, on one rank
  double efficiency = 0;  ///< speed_up / ranks
  double events = 0;      ///< per round and rank, mean
  double busiest = 0;     ///< of the busiest rank of a round, expected
  double peers = 0;       ///< ranks that a rank exchanges with, mean
};

/// Of the measured run, on P0 ranks: E events, R rounds, c seconds of computing per event, X messages and B bytes
/// between ranks, imbalance b = most events of a rank / mean.  R does not change.  With w = E / (R P):
///
///   computing   R c min(w P, burst M(b w / burst, P)); M: poisson_maximum; on one rank R c w
///   crossing    X(P) = X f(P) / f(P0), at most E;  f = 1 - 1/P (random), sqrt(P) - 1 (mesh);  links likewise
///   peers       m = (P - 1) (1 - (1 - 1 / (P - 1))^l), l cross links in and out of a rank (random); all without links;
///               4 (1 - 1 / sqrt(P)) (mesh)
///   exchange    R (L + 2 o + (m - 1)+ max(g, 2 o) + k G) + s X(P) / P;  k = B X(P) / (X R P) bytes of a rank and
///   round,
///               s measured seconds of packing per message
///   reduction   ceil(log2 P) (L' + 2 o) for each measured reduction: recursive doubling (R. Thakur, R. Rabenseifner,
///               W. Gropp, "Optimization of collective communication operations in MPICH", IJHPCA 19(1), 2005)
///
/// The first formula of the exchange is LogGP's for one message; each further one occupies the core that sends it
/// and takes another in.  Assumed: counts of a round are Poisson in packs of `burst` events, b stays as measured and
/// all ranks have the heavy one's mean; caches and memory are as on the measured ranks.  What was measured on busy or
/// shared cores is projected as such.
class Projection {
 public:
  /// `burst`: events that come together; 1: one by one.  \pre burst > 0
  /// \throws ModelError if `run` was on one rank: it has no windows.
  Projection(MeasuredRun run, const Machine& machine, double burst = 1);

  /// \pre ranks >= 1
  Projected at(double ranks) const;
  const MeasuredRun& run() const { return run_; }

 private:
  double growth(double ranks) const;
  double peers(double ranks) const;

  MeasuredRun run_;
  Machine machine_;
  double burst_;
};

/// For people: what was measured, and a row for each.
std::string to_text(const Projection& projection, const std::vector<double>& ranks);
/// What was measured on other numbers of ranks against what is predicted there, with the error in percent.
/// \throws ModelError if one of `others` is another run: has other events.
std::string compare(const Projection& projection, const std::vector<MeasuredRun>& others);

}  // namespace octosim::jobs::project
