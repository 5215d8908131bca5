/// \file poisson_maximum.hpp  How much the busiest of many ranks has to do.
#pragma once

namespace octosim::jobs::project {

/// Expectation of the greatest of `ranks` independent Poisson counts of mean `mean`: the sum over x >= 0 of
/// 1 - F(x)^ranks (H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed., 2003, section 3.1).  For a large mean it
/// approaches mean + sqrt(2 mean ln ranks), which bounds it there (S. Boucheron, G. Lugosi, P. Massart,
/// "Concentration Inequalities", 2013, theorem 2.5).  `ranks` need not be whole.
/// \pre mean >= 0, ranks >= 1.  Error below 1e-9 of the result; O(sqrt(mean)) steps.
double poisson_maximum(double mean, double ranks);

}  // namespace octosim::jobs::project
