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
SWIFT_CC void swift_task_enqueueGlobal(void *job);
SWIFT_CC void swift_task_enqueueMainExecutor(void *job);
void *swift_retain(void *object);
void swift_release(void *object);

// Offsets in a job's header, in 32-bit words where marked.
enum {
  job_isa = 0,          // word
  job_refcount = 1,     // word
  job_flags = 4,        // word 4, low half: flags; high half: low half of the id
  job_run = 7,          // word
  kind_mask = 0xff,
  // A kind that is neither a task nor one the runtime treats in a special way.
  kind_of_ours = 195,
  immortal_enough = 3,  // the reference count word of a statically allocated job
};

static inline void fill_job_header(uint64_t *header, uint32_t flags, SWIFT_ASYNC_CC void (*run)(void *)) {
  header[job_isa] = (uint64_t)(uintptr_t)_swift_concurrency_debug_jobMetadata;
  header[job_refcount] = immortal_enough;
  header[2] = 0;
  header[3] = 0;
  header[job_flags] = (flags & ~(uint32_t)kind_mask) | kind_of_ours;
  header[5] = 0;
  header[6] = 0;
  header[job_run] = (uint64_t)(uintptr_t)run;
}

#endif
