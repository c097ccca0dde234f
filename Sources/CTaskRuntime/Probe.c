// A job per executor that only notes when it ran. It is no task, so it disturbs no listing.
#include "Runtime.h"

#include <stdatomic.h>

ctr_probe ctr_probes[ctr_probe_count] __attribute__((aligned(16)));

static SWIFT_ASYNC_CC void run_probe(void *job) {
  ctr_probe *probe = job;
  __atomic_store_n(&probe->ran, ctr_ticks(), __ATOMIC_RELAXED);
  if (ctr_installed.probe_ran) ctr_installed.probe_ran();
  // Last: from here on the probe may be sent again.
  __atomic_store_n(&probe->outstanding, 0, __ATOMIC_RELEASE);
}

bool ctr_probe_send(ctr_probe_target target) {
  ctr_probe *probe = &ctr_probes[target];
  uint64_t now = ctr_ticks();
  uint64_t idle = 0;
  // Claimed before anything else is written: two threads may want to send at the same time.
  if (!__atomic_compare_exchange_n(&probe->outstanding, &idle, now, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
    return false;
  }
  // Default priority, as a plain `Task { }` has it.
  fill_job_header(&probe->job, 0x15u << 8, run_probe);
  __atomic_store_n(&probe->sent, now, __ATOMIC_RELAXED);
  if (target == ctr_probe_main) swift_task_enqueueMainExecutor(probe); else swift_task_enqueueGlobal(probe);
  return true;
}

ctr_probe_reading ctr_probe_read(ctr_probe_target target) {
  ctr_probe *probe = &ctr_probes[target];
  ctr_probe_reading reading;
  reading.outstanding_since = __atomic_load_n(&probe->outstanding, __ATOMIC_ACQUIRE);
  reading.sent = __atomic_load_n(&probe->sent, __ATOMIC_RELAXED);
  reading.ran = __atomic_load_n(&probe->ran, __ATOMIC_RELAXED);
  return reading;
}
