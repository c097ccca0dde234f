// Completion thunks: each stands in for one of the runtime's completion functions, tells the observer that the current
// task ends, and goes on into the original as if it had been called itself.
#include "Runtime.h"

typedef SWIFT_ASYNC_CC void (*completion)(SWIFT_ASYNC_CONTEXT void *context, SWIFT_CONTEXT void *error);

void *ctr_completions[ctr_thunk_limit];
static void (*completed)(const void *error);

void ctr_set_completed(void (*function)(const void *error)) { completed = function; }

// One function per original, so that the original is known without a word in the task to keep it in.
#define THUNK(N)                                                                                        \
  static SWIFT_ASYNC_CC void thunk_##N(SWIFT_ASYNC_CONTEXT void *context, SWIFT_CONTEXT void *error) { \
    completed(error);                                                                                   \
    __attribute__((musttail)) return ((completion)ctr_completions[N])(context, error);                  \
  }

THUNK(0) THUNK(1) THUNK(2) THUNK(3) THUNK(4) THUNK(5) THUNK(6) THUNK(7)

void *const ctr_thunks[ctr_thunk_limit] = {(void *)thunk_0, (void *)thunk_1, (void *)thunk_2, (void *)thunk_3,
                                           (void *)thunk_4, (void *)thunk_5, (void *)thunk_6, (void *)thunk_7};

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
