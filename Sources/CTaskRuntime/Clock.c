// Chooses what time is read from.
#include "CTaskRuntime.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool ctr_ticks_are_tsc = false;

#if defined(__x86_64__)
// The kernel's word on whether the counter is stable across cores and sleeps: it keeps time by it, or it does not.
static bool kernel_trusts_counter(void) {
  char name[32] = {0};
  int file = open("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t count = read(file, name, sizeof name - 1);
  close(file);
  return count > 0 && (strncmp(name, "tsc", 3) == 0 || strncmp(name, "kvm-clock", 9) == 0);
}

static bool counter_is_invariant(void) {
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (!__get_cpuid(0x80000007u, &a, &b, &c, &d)) return false;
  return (d & (1u << 8)) != 0;
}
#endif

void ctr_choose_clock(void) {
#if defined(__x86_64__)
  ctr_ticks_are_tsc = counter_is_invariant() && kernel_trusts_counter();
#endif
}
