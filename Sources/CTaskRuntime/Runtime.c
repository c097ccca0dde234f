// The runtime's published words, and the few of its functions TaskRegistry calls.
#include "Runtime.h"

ctr_runtime_description ctr_describe_runtime(void) {
  return (ctr_runtime_description){
      .layout_version = _swift_concurrency_debug_internal_layout_version,
      .task_size = _swift_concurrency_debug_asyncTaskSize,
      .supports_priority_escalation = _swift_concurrency_debug_supportsPriorityEscalation,
      .task_metadata = _swift_concurrency_debug_asyncTaskMetadata,
      .job_metadata = _swift_concurrency_debug_jobMetadata,
  };
}

void *ctr_current_task(void) { return swift_task_getCurrent(); }
uint64_t ctr_task_id(void *task) { return swift_task_getJobTaskId(task); }
uintptr_t ctr_main_executor(void) { return swift_task_getMainExecutor().identity; }

void *ctr_current_actor(void) {
  // Of a default actor's executor the second word is null; of the pool's both are.
  swift_executor executor = swift_task_getCurrentExecutor();
  return executor.implementation == 0 ? (void *)executor.identity : NULL;
}

uint32_t ctr_enum_tag(uintptr_t function, const void *value, uintptr_t type) {
  return ((uint32_t (*)(const void *, uintptr_t))function)(value, type);
}
void ctr_enum_project(uintptr_t function, void *value, uintptr_t type) {
  ((void (*)(void *, uintptr_t))function)(value, type);
}
void ctr_retain(void *object) { swift_retain(object); }
void ctr_release(void *object) { swift_release(object); }
void ctr_cancel(void *task) { swift_task_cancel(task); }
