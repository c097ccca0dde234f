// Enqueue hooks of somebody else, for tests: each only counts and passes on.
#ifndef CTESTHOOKS_H
#define CTESTHOOKS_H

#include <stdbool.h>
#include <stdint.h>

/// Puts the foreign hook in the runtime's variable, over whatever is there, which it chains to.
void cth_install(void);

/// Puts back what `cth_install` found.
void cth_uninstall(void);

/// Empties the runtime's variable, as some programs do when they are done with theirs.
void cth_clear(void);

/// Whether the foreign hook stands in the variable.
bool cth_is_outermost(void);

/// How many jobs it passed on.
uint64_t cth_count(void);

#endif
