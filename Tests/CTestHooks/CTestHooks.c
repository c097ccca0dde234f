// Enqueue hooks of somebody else, for tests.
#include "CTestHooks.h"

#include <stdatomic.h>
#include <stddef.h>

typedef __attribute__((swiftcall)) void (*enqueue_original)(void *job);
typedef __attribute__((swiftcall)) void (*enqueue_hook)(void *job, enqueue_original original);

extern enqueue_hook swift_task_enqueueGlobal_hook;

static _Atomic(enqueue_hook) before;
static _Atomic(uint64_t) count;

static __attribute__((swiftcall)) void hook(void *job, enqueue_original original) {
  atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
  enqueue_hook next = atomic_load(&before);
  if (next) next(job, original); else original(job);
}

void cth_install(void) {
  atomic_store(&before, __atomic_load_n(&swift_task_enqueueGlobal_hook, __ATOMIC_ACQUIRE));
  __atomic_store_n(&swift_task_enqueueGlobal_hook, hook, __ATOMIC_RELEASE);
}

void cth_uninstall(void) { __atomic_store_n(&swift_task_enqueueGlobal_hook, atomic_load(&before), __ATOMIC_RELEASE); }

void cth_clear(void) { __atomic_store_n(&swift_task_enqueueGlobal_hook, NULL, __ATOMIC_RELEASE); }

bool cth_is_outermost(void) { return __atomic_load_n(&swift_task_enqueueGlobal_hook, __ATOMIC_ACQUIRE) == hook; }

uint64_t cth_count(void) { return atomic_load(&count); }
