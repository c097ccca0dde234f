// The enqueue hook: calls the observer before a job is enqueued, before it runs and after.
#include "Runtime.h"

#include <stdatomic.h>

ctr_observer ctr_installed;
static _Atomic(bool) observing;
// Probes that came through our hook.
static _Atomic(uint64_t) probes_seen;
// What was in the variable before us; read by every enqueue, written only while the variable is changed.
static _Atomic(enqueue_hook) previous;

void ctr_set_observer(ctr_observer observer) { ctr_installed = observer; }

void ctr_hook_enable(bool enabled) { atomic_store_explicit(&observing, enabled, memory_order_release); }

static void pass_on(void *job, enqueue_original original) {
  enqueue_hook next = atomic_load_explicit(&previous, memory_order_acquire);
  if (next) next(job, original); else original(job);
}

#if defined(__x86_64__)

// Thunks.S
extern void ctr_run_thunk_entry(void) __attribute__((visibility("hidden")));

#else

typedef SWIFT_ASYNC_CC void (*resume_function)(SWIFT_ASYNC_CONTEXT void *context);

// Called by the runtime in place of the task's own resume function, as that would be. It calls on and does not tail-call:
// the call comes back when the task gives up the thread.
static SWIFT_ASYNC_CC void ctr_run_thunk_entry(SWIFT_ASYNC_CONTEXT void *context) {
  ctr_run outer;
  resume_function resume = (resume_function)ctr_installed.task_began(&outer);
  resume(context);
  ctr_installed.run_ended(&outer);
}

#endif

void *const ctr_run_thunk = (void *)ctr_run_thunk_entry;

static SWIFT_ASYNC_CC void run_stand_in(void *job) {
  ctr_run outer;
  void *real = ctr_installed.stand_in_began(job, &outer);
  // The executor this thread is set up for, not (0, 0): an outer hook that serialises jobs relies on it.
  swift_job_run(real, swift_task_getCurrentExecutor());
  ctr_installed.run_ended(&outer);
  ctr_installed.stand_in_done(job);
}

void *ctr_stand_in_function(void) { return (void *)run_stand_in; }

void ctr_fill_stand_in(ctr_stand_in *stand_in, const void *job) {
  fill_job_header(stand_in, ((const ctr_stand_in *)job)->flags, run_stand_in);
}

static SWIFT_CC void hook(void *job, enqueue_original original) {
  if (ctr_is_probe(job)) {
    atomic_fetch_add_explicit(&probes_seen, 1, memory_order_relaxed);
  } else if (atomic_load_explicit(&observing, memory_order_acquire)) {
    job = ctr_installed.enqueued(job, __builtin_frame_address(0));
  }
  pass_on(job, original);
}

ctr_hook_state ctr_hook_read(void) {
  enqueue_hook current = __atomic_load_n(&swift_task_enqueueGlobal_hook, __ATOMIC_ACQUIRE);
  return current == hook ? ctr_hook_ours : current ? ctr_hook_foreign : ctr_hook_empty;
}

// Whether our hook stands in the variable, or in the chain of a hook that was set over it and may still call it.
static _Atomic(bool) in_chain;

// Whether an enqueue still comes to our hook: somebody may have emptied the variable and set another hook since, which
// then does not call ours. Asked with a probe, which goes through the chain on this thread. In doubt the answer is yes.
static bool is_reached(void) {
  uint64_t before = atomic_load_explicit(&probes_seen, memory_order_relaxed);
  if (!ctr_probe_send(ctr_probe_pool)) return true;
  return atomic_load_explicit(&probes_seen, memory_order_relaxed) != before;
}

void ctr_hook_set(void) {
  enqueue_hook current = __atomic_load_n(&swift_task_enqueueGlobal_hook, __ATOMIC_ACQUIRE);
  do {
    if (current == hook) return;
    // A foreign hook set over ours calls ours next; set over it in turn, the two would call each other for ever.
    if (current && atomic_load_explicit(&in_chain, memory_order_acquire) && is_reached()) return;
    // Published before the variable is: an enqueue that sees our hook must see what to chain to.
    atomic_store_explicit(&previous, current, memory_order_release);
  } while (!__atomic_compare_exchange_n(&swift_task_enqueueGlobal_hook, &current, hook, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE));
  atomic_store_explicit(&in_chain, true, memory_order_release);
}

void ctr_hook_clear(void) {
  enqueue_hook expected = hook;
  enqueue_hook next = atomic_load_explicit(&previous, memory_order_acquire);
  // `previous` is left as it is: a thread may have read the variable before and be about to enter our hook.
  if (__atomic_compare_exchange_n(&swift_task_enqueueGlobal_hook, &expected, next, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE)) {
    atomic_store_explicit(&in_chain, false, memory_order_release);
  }
}
