// Which completion functions are known, and the thunk that stands in for each: it tells the observer that the current
// task ends, and goes on into the original as if that had been called itself.
#include "Runtime.h"

void *ctr_completions[ctr_thunk_limit];

#define THUNKS(OF) {OF(0), OF(1), OF(2), OF(3), OF(4), OF(5), OF(6), OF(7)}

#if defined(__x86_64__)

// Thunks.S
#define DECLARE(N) extern void ctr_completion_thunk_##N(void) __attribute__((visibility("hidden")));
DECLARE(0) DECLARE(1) DECLARE(2) DECLARE(3) DECLARE(4) DECLARE(5) DECLARE(6) DECLARE(7)
#define NAME(N) (void *)ctr_completion_thunk_##N

_Static_assert(offsetof(ctr_observer, task_began) == 8 && offsetof(ctr_observer, run_ended) == 24 &&
                   offsetof(ctr_observer, completed) == 40 && sizeof(ctr_run) == 24,
               "the offsets that Thunks.S calls through");

#else

typedef SWIFT_ASYNC_CC void (*completion)(SWIFT_ASYNC_CONTEXT void *context, SWIFT_CONTEXT void *error);

#define DEFINE(N)                                                                                       \
  static SWIFT_ASYNC_CC void thunk_##N(SWIFT_ASYNC_CONTEXT void *context, SWIFT_CONTEXT void *error) { \
    ctr_installed.completed(error);                                                                     \
    __attribute__((musttail)) return ((completion)ctr_completions[N])(context, error);                  \
  }
DEFINE(0) DEFINE(1) DEFINE(2) DEFINE(3) DEFINE(4) DEFINE(5) DEFINE(6) DEFINE(7)
#define NAME(N) (void *)thunk_##N

#endif

void *const ctr_thunks[ctr_thunk_limit] = THUNKS(NAME);

void *ctr_learn_completion(void *function) {
  if (ctr_is_thunk(function)) return function;
  for (int i = 0; i < ctr_thunk_limit; i++) {
    if (!ctr_completions[i]) ctr_completions[i] = function;
    if (ctr_completions[i] == function) return ctr_thunks[i];
  }
  return NULL;
}

bool ctr_is_thunk(const void *function) {
  for (int i = 0; i < ctr_thunk_limit; i++) {
    if (function == ctr_thunks[i]) return true;
  }
  return false;
}
