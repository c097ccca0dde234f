// Stops one thread that is on a processor for some microseconds to see where it is: only when somebody asks for it, as a
// signal can make a blocking call of the program return early. Nothing of it stays in the process afterwards.
#define _GNU_SOURCE
#include "CTaskRuntime.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

// The one signal that libdispatch leaves open in its threads.
#define SIGNAL SIGPROF

#if defined(__x86_64__)

enum phase { idle, requested, taken, done };

static _Atomic(int) phase;
static _Atomic(int32_t) target;
// Written by the handler between `taken` and `done`, read after `done`.
static ctr_interruption slot;

static size_t read_own(uintptr_t address, void *destination, size_t count) {
  struct iovec local = {.iov_base = destination, .iov_len = count};
  struct iovec remote = {.iov_base = (void *)address, .iov_len = count};
  ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
  return got < 0 ? 0 : (size_t)got;
}

// In pieces that end with a page: behind the last one of a stack nothing need be readable.
static size_t copy_stack(void) {
  size_t count = 0;
  while (count < sizeof slot.bytes) {
    uintptr_t from = slot.stack_pointer + count;
    size_t piece = 4096 - (from & 4095);
    if (piece > sizeof slot.bytes - count) piece = sizeof slot.bytes - count;
    if (read_own(from, slot.bytes + count, piece) != piece) break;
    count += piece;
  }
  return count;
}

// A word of the stack, out of the copy.
static bool stack_word(uintptr_t address, uintptr_t *word) {
  uintptr_t offset = address - slot.stack_pointer;
  if ((address & 7) != 0 || address < slot.stack_pointer || slot.byte_count < 8 || offset > slot.byte_count - 8) {
    return false;
  }
  memcpy(word, slot.bytes + offset, sizeof *word);
  return true;
}

// Follows the contexts from one on, while nobody can change them; they are a task's if they end in its completion.
static uint32_t read_contexts(uintptr_t context, int *reads_left) {
  uint32_t count = 0;
  while (count < ctr_interruption_contexts && (*reads_left)-- > 0) {
    uintptr_t words[2];
    if (context < 4096 || (context & 15) != 0 || read_own(context, words, sizeof words) != sizeof words) return 0;
    if (words[1] == 0) return 0;
    slot.resume[count++] = words[1];
    if (words[0] == 0) return ctr_thunk_for((const void *)words[1]) ? count : 0;
    context = words[0];
  }
  return 0;
}

// Async functions keep their context right below the place of their caller's frame pointer.
static bool find_contexts_from(uintptr_t frame, int *reads_left) {
  for (int i = 0; i < ctr_interruption_frames && *reads_left > 0; i++) {
    uintptr_t next, context;
    frame &= ~((uintptr_t)1 << 60);
    if (!stack_word(frame, &next) || !stack_word(frame - 8, &context)) return false;
    uint32_t count = read_contexts(context, reads_left);
    if (count > 0) {
      slot.context = context;
      slot.resume_count = count;
      return true;
    }
    if ((next & ~((uintptr_t)1 << 60)) <= frame) return false;
    frame = next;
  }
  return false;
}

// A library may use the register of the frame pointer for something else: then the frames are looked for. What is found
// wrongly is refused by the reader, who knows which functions are on the stack.
static void find_contexts(void) {
  int reads_left = 2 * ctr_interruption_contexts;
  if (find_contexts_from(slot.frame_pointer, &reads_left)) return;
  for (uintptr_t place = slot.stack_pointer; reads_left > 0; place += 8) {
    uintptr_t next, after;
    if (!stack_word(place, &next)) return;
    next &= ~((uintptr_t)1 << 60);
    if (next > place && stack_word(next, &after) && find_contexts_from(place, &reads_left)) return;
  }
}

// Calls nothing but system calls that are allowed here.
static void handle(int number, siginfo_t *info, void *raw) {
  (void)number;
  (void)info;
  int before = errno;
  int expected = requested;
  if (atomic_load(&target) == (int32_t)syscall(SYS_gettid) &&
      atomic_compare_exchange_strong(&phase, &expected, taken)) {
    const ucontext_t *context = raw;
    slot.instruction = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    slot.stack_pointer = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
    slot.frame_pointer = (uintptr_t)context->uc_mcontext.gregs[REG_RBP];
    slot.context = 0;
    slot.resume_count = 0;
    slot.byte_count = copy_stack();
    find_contexts();
    atomic_store(&phase, done);
  }
  errno = before;
}

static void nap(void) {
  struct timespec time = {.tv_nsec = 50000};
  nanosleep(&time, NULL);
}

static bool wait_for_done(uint64_t nanoseconds) {
  uint64_t end = ctr_nanoseconds() + nanoseconds;
  while (atomic_load(&phase) != done) {
    if (ctr_nanoseconds() > end) return false;
    nap();
  }
  return true;
}

static bool is_ours(const struct sigaction *action) {
  return (action->sa_flags & SA_SIGINFO) && action->sa_sigaction == handle;
}

int ctr_interrupt(int32_t thread, uint64_t patience, ctr_interruption *result) {
  // An earlier one whose thread has lost its processor inside the handler still uses the slot.
  int expected = done;
  atomic_compare_exchange_strong(&phase, &expected, idle);
  if (atomic_load(&phase) != idle) return EAGAIN;
  struct sigaction ours, before, now;
  memset(&ours, 0, sizeof ours);
  ours.sa_sigaction = handle;
  ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigfillset(&ours.sa_mask);
  if (sigaction(SIGNAL, &ours, &before) != 0) return errno;
  bool is_free = !(before.sa_flags & SA_SIGINFO) && (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN);
  if (!is_free) {
    sigaction(SIGNAL, &before, NULL);
    return EBUSY;
  }
  atomic_store(&target, thread);
  atomic_store(&phase, requested);
  int failure = 0;
  if (syscall(SYS_tgkill, getpid(), thread, SIGNAL) != 0) failure = errno;
  if (failure != 0 || !wait_for_done(patience)) {
    expected = requested;
    // Taken back, unless it is just being answered.
    if (atomic_compare_exchange_strong(&phase, &expected, idle) || !wait_for_done(patience)) {
      if (failure == 0) failure = ETIMEDOUT;
    }
  }
  // A signal that was not taken must not find the default action, which would end the process: ignoring it for a moment
  // removes it wherever it is pending.
  if (sigaction(SIGNAL, NULL, &now) == 0 && is_ours(&now)) {
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGNAL, &ignore, NULL);
    sigaction(SIGNAL, &before, NULL);
  }
  if (atomic_load(&phase) == done) {
    *result = slot;
    failure = 0;
    atomic_store(&phase, idle);
  }
  return failure;
}

#else

int ctr_interrupt(int32_t thread, uint64_t patience, ctr_interruption *result) {
  (void)thread;
  (void)patience;
  (void)result;
  return ENOTSUP;
}

#endif

int ctr_interrupt_signal(void) { return SIGNAL; }
