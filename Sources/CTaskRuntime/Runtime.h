// Declarations of the runtime's exported symbols, with its calling conventions. Private to this target.
#ifndef CTR_RUNTIME_H
#define CTR_RUNTIME_H

#include "CTaskRuntime.h"

#define SWIFT_CC __attribute__((swiftcall))
#define SWIFT_ASYNC_CC __attribute__((swiftasynccall))
#define SWIFT_CONTEXT __attribute__((swift_context))
#define SWIFT_ASYNC_CONTEXT __attribute__((swift_async_context))

// An executor is two words: identity and implementation.
typedef struct {
  uintptr_t identity;
  uintptr_t implementation;
} swift_executor;

// What is called at each event.
extern ctr_observer ctr_installed;

typedef SWIFT_CC void (*enqueue_original)(void *job);
typedef SWIFT_CC void (*enqueue_hook)(void *job, enqueue_original original);

extern enqueue_hook swift_task_enqueueGlobal_hook;
extern const void *const _swift_concurrency_debug_jobMetadata;
extern const void *const _swift_concurrency_debug_asyncTaskMetadata;
extern const size_t _swift_concurrency_debug_asyncTaskSize;
extern const uint32_t _swift_concurrency_debug_internal_layout_version;
extern bool _swift_concurrency_debug_supportsPriorityEscalation;

SWIFT_CC void *swift_task_getCurrent(void);
SWIFT_CC uint64_t swift_task_getJobTaskId(void *job);
SWIFT_CC void swift_task_cancel(void *task);
SWIFT_CC void swift_job_run(void *job, swift_executor executor);
SWIFT_CC swift_executor swift_task_getCurrentExecutor(void);
SWIFT_CC swift_executor swift_task_getMainExecutor(void);
SWIFT_CC void swift_task_enqueueGlobal(void *job);
SWIFT_CC void swift_task_enqueueMainExecutor(void *job);
void *swift_retain(void *object);
void swift_release(void *object);

// A job of ours that only notes when it ran. One may be under way at a time.
typedef struct {
  ctr_stand_in job;
  uint64_t sent;
  uint64_t ran;
  uint64_t outstanding;
} ctr_probe;

enum { ctr_probe_count = 2 };
extern ctr_probe ctr_probes[ctr_probe_count];

static inline bool ctr_is_probe(const void *job) {
  return (uintptr_t)job - (uintptr_t)ctr_probes < sizeof ctr_probes;
}

enum {
  kind_mask = 0xff,
  // A kind that is neither a task nor one the runtime treats in a special way.
  kind_of_ours = 195,
  // The reference count word of a job that nobody may free.
  immortal_enough = 3,
};

typedef SWIFT_ASYNC_CC void (*job_function)(void *);

static inline void fill_job_header(ctr_stand_in *job, uint32_t flags, job_function run) {
  job->isa = (uint64_t)(uintptr_t)_swift_concurrency_debug_jobMetadata;
  job->refcount = immortal_enough;
  // Atomically: a thread that looks at the pool of stand-ins may still read them as links.
  __atomic_store_n(&job->scheduler[0], 0, __ATOMIC_RELAXED);
  __atomic_store_n(&job->scheduler[1], 0, __ATOMIC_RELAXED);
  job->flags = (flags & ~(uint32_t)kind_mask) | kind_of_ours;
  job->id = 0;
  job->voucher = 0;
  job->run = (void *)run;
}

#endif
