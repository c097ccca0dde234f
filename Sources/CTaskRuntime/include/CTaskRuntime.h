// What Swift cannot express: the runtime's calling conventions, its exported variables, thread-local words, frame
// walks and reads that may fail. No policy: what is recorded, and where, is decided in TaskRegistry.
#ifndef CTASKRUNTIME_H
#define CTASKRUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <x86intrin.h>
#include <cpuid.h>
#endif
#include <time.h>

#if defined(__clang__)
#define CTR_NONNULL _Nonnull
#define CTR_NULLABLE _Nullable
#else
#define CTR_NONNULL
#define CTR_NULLABLE
#endif

// ---- Clock ----------------------------------------------------------------------------------------------------------

/// Whether `ctr_ticks` reads the time-stamp counter; decided once, before the first observation.
extern bool ctr_ticks_are_tsc;

/// Decides the source of `ctr_ticks`. The counter is used only if the processor calls it invariant and the kernel
/// itself keeps time by it.
void ctr_choose_clock(void);

static inline bool ctr_uses_tsc(void) { return ctr_ticks_are_tsc; }

static inline uint64_t ctr_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/// A monotonic count; its unit is nanoseconds unless `ctr_ticks_are_tsc`.
static inline uint64_t ctr_ticks(void) {
#if defined(__x86_64__)
  if (ctr_ticks_are_tsc) return __rdtsc();
#endif
  return ctr_nanoseconds();
}

// ---- The runtime's variables and functions ---------------------------------------------------------------------------

/// Words the runtime publishes for debuggers.
typedef struct {
  uint64_t layout_version;
  uint64_t task_size;
  bool supports_priority_escalation;
  const void *CTR_NULLABLE task_metadata;
  const void *CTR_NULLABLE job_metadata;
} ctr_runtime_description;

ctr_runtime_description ctr_describe_runtime(void);

/// The task the calling thread runs, or null.
void *CTR_NULLABLE ctr_current_task(void);
/// The id of a job that is a task, as the runtime's own function tells it.
uint64_t ctr_task_id(void *CTR_NONNULL task);
/// Identity of the main actor's executor.
uintptr_t ctr_main_executor(void);
/// The default actor whose turn the calling thread is in, and so holds; null if there is none.
void *CTR_NULLABLE ctr_current_actor(void);
void ctr_retain(void *CTR_NONNULL object);
void ctr_release(void *CTR_NONNULL object);
void ctr_cancel(void *CTR_NONNULL task);

/// Which case a copy of an enum's value is, by the value witness `function` of its type: cases with payload first, both in
/// the order of their declaration. It looks at the copy's bits only.
uint32_t ctr_enum_tag(uintptr_t function, const void *CTR_NONNULL value, uintptr_t type);
/// Turns a copy of an enum's value into that of its payload, by the value witness `function` of its type.
void ctr_enum_project(uintptr_t function, void *CTR_NONNULL value, uintptr_t type);

// ---- The enqueue hook, and seeing runs --------------------------------------------------------------------------------

/// What a thread runs: kept on the stack of a run while one nested in it is under way.
typedef struct {
  void *CTR_NULLABLE record;
  uint64_t task_id;
  uint64_t began;
} ctr_run;

/// A job that is enqueued in place of one that is no task, so that its run can be seen. It has the layout of the
/// runtime's job header, whose reserved word is not used on Linux.
typedef struct ctr_stand_in {
  uint64_t isa;
  uint64_t refcount;
  uint64_t scheduler[2];
  uint32_t flags;
  uint32_t id;
  uint64_t voucher;
  /// What TaskRegistry keeps of the job.
  void *CTR_NULLABLE record;
  void *CTR_NULLABLE run;
} ctr_stand_in;

_Static_assert(sizeof(ctr_stand_in) == 64, "the size of a job header");

/// What TaskRegistry does at each event. Called on the program's threads, in the middle of the runtime.
typedef struct {
  /// A job is about to be enqueued. Answers the job to enqueue: this one, or a stand-in for it.
  void *CTR_NONNULL (*CTR_NULLABLE enqueued)(void *CTR_NONNULL job, const void *CTR_NONNULL frame);
  /// A run of the current task begins on this thread, whose resume function was replaced by `ctr_run_thunk`; `outer`
  /// takes what the thread ran until now. Answers the function that was replaced.
  void *CTR_NONNULL (*CTR_NULLABLE task_began)(ctr_run *CTR_NONNULL outer);
  /// A stand-in's run begins on this thread. Answers the real job.
  void *CTR_NONNULL (*CTR_NULLABLE stand_in_began)(ctr_stand_in *CTR_NONNULL stand_in, ctr_run *CTR_NONNULL outer);
  /// A run ends on this thread; the task may already be running elsewhere, or have ended.
  void (*CTR_NULLABLE run_ended)(const ctr_run *CTR_NONNULL outer);
  /// A stand-in is no longer used by the runtime.
  void (*CTR_NULLABLE stand_in_done)(ctr_stand_in *CTR_NONNULL stand_in);
  /// The current task ends on this thread, with an error or null.
  void (*CTR_NULLABLE completed)(const void *CTR_NULLABLE error);
  /// A probe runs on this thread, which is one of its executor's.
  void (*CTR_NULLABLE probe_ran)(void);
} ctr_observer;

/// Fills the runtime's part of a stand-in for a job.
void ctr_fill_stand_in(ctr_stand_in *CTR_NONNULL stand_in, const void *CTR_NONNULL job);

/// The function that runs a stand-in: what lies outside of its frame is no longer the job's.
void *CTR_NONNULL ctr_stand_in_function(void);

/// The function that stands in a task's resume word between its enqueue and its run.
extern void *CTR_NONNULL const ctr_run_thunk;

/// Sets what is called at each event; before the hook is first set.
void ctr_set_observer(ctr_observer observer);

/// What stands in the runtime's hook variable.
typedef enum {
  ctr_hook_empty,
  ctr_hook_ours,
  ctr_hook_foreign,
} ctr_hook_state;

ctr_hook_state ctr_hook_read(void);

/// Puts our hook in front of whatever is there, which it chains to. No effect if ours is there.
void ctr_hook_set(void);

/// Takes our hook out if it is the outermost one; otherwise ours stays and passes everything on untouched.
void ctr_hook_clear(void);

/// Whether our hook, where it is called, observes or passes on.
void ctr_hook_enable(bool enabled);

// ---- Completion thunks -----------------------------------------------------------------------------------------------

enum {
  /// How many distinct completion functions can be stood in for.
  ctr_thunk_limit = 8,
};

/// Makes `function` a known completion function. Answers its thunk, or null if there are too many.
/// Not thread-safe; called before observation begins.
void *CTR_NULLABLE ctr_learn_completion(void *CTR_NONNULL function);

extern void *CTR_NULLABLE ctr_completions[ctr_thunk_limit];
extern void *CTR_NONNULL const ctr_thunks[ctr_thunk_limit];

/// The thunk for a known completion function (for a thunk: itself), or null.
static inline void *CTR_NULLABLE ctr_thunk_for(const void *CTR_NULLABLE function) {
  for (int i = 0; i < ctr_thunk_limit && ctr_completions[i]; i++) {
    if (function == ctr_completions[i] || function == ctr_thunks[i]) return ctr_thunks[i];
  }
  return 0;
}

/// Whether `function` is one of the thunks.
bool ctr_is_thunk(const void *CTR_NULLABLE function);

// ---- Probe jobs ------------------------------------------------------------------------------------------------------

typedef enum { ctr_probe_pool = 0, ctr_probe_main = 1 } ctr_probe_target;

/// Sends the executor's probe, a job of ours that only notes when it ran, unless it is under way already. Answers whether
/// it was sent.
bool ctr_probe_send(ctr_probe_target target);

/// When the probe that is under way was sent (`ctr_ticks`), or 0; and the latest finished round trip.
typedef struct {
  uint64_t outstanding_since;
  uint64_t sent;
  uint64_t ran;
} ctr_probe_reading;

ctr_probe_reading ctr_probe_read(ctr_probe_target target);

// ---- Threads, frames, memory -----------------------------------------------------------------------------------------

/// The calling thread's word for TaskRegistry; null until set.
extern _Thread_local void *CTR_NULLABLE ctr_thread_word;

static inline void *CTR_NULLABLE ctr_thread_state(void) { return ctr_thread_word; }

/// Sets the word, and has `ctr_set_thread_exit`'s function called with it when the thread ends.
void ctr_set_thread_state(void *CTR_NULLABLE state);
void ctr_set_thread_exit(void (*CTR_NONNULL function)(void *CTR_NULLABLE state));

/// Kernel id of the calling thread.
int32_t ctr_thread_id(void);

/// Processors that the process may use: the pool has as many threads for each priority.
int32_t ctr_processor_count(void);

/// The thread pointer (the base of thread-local storage) of the calling thread.
static inline uintptr_t ctr_thread_pointer(void) { return (uintptr_t)__builtin_thread_pointer(); }

/// Bounds of the calling thread's stack. Answers false if they cannot be had. Costs a look at the thread's attributes.
bool ctr_stack_bounds(uintptr_t *CTR_NONNULL low, uintptr_t *CTR_NONNULL high);

/// Walks frame pointers from `frame` outwards, skipping `skip` return addresses, within the stack's bounds.
/// Answers how many of `limit` return addresses were stored.
static inline uint32_t ctr_walk_frames(
    const void *CTR_NONNULL frame, uintptr_t low, uintptr_t high, uint32_t skip, uint32_t limit,
    uintptr_t *CTR_NONNULL addresses) {
  uint32_t count = 0;
  uintptr_t at = (uintptr_t)frame;
  while (count < limit) {
    // An async function's frame pointer may carry bit 60; each frame must lie above the one before, inside the stack.
    at &= ~((uintptr_t)1 << 60);
    if (at < low || at + 16 > high || (at & 7) != 0) break;
    const uintptr_t next = ((const uintptr_t *)at)[0];
    const uintptr_t address = ((const uintptr_t *)at)[1];
    if (address < 4096) break;
    if (skip > 0) skip--; else addresses[count++] = address;
    if ((next & ~((uintptr_t)1 << 60)) <= at) break;
    at = next;
  }
  return count;
}

/// One piece of the process's own memory to copy.
typedef struct {
  uintptr_t address;
  void *CTR_NONNULL destination;
  size_t count;
} ctr_piece;

/// Copies the pieces in order, up to the first one that is not readable; answers how many were copied whole, and in
/// `failure` the errno that stopped it (0 if none did). An unmapped address is an error here, not a crash.
/// At most `ctr_piece_limit` pieces.
size_t ctr_read_pieces(const ctr_piece *CTR_NONNULL pieces, size_t count, int *CTR_NONNULL failure);

enum { ctr_piece_limit = 512 };

static inline uintptr_t ctr_load_acquire(const void *CTR_NONNULL address) {
  return __atomic_load_n((const uintptr_t *)address, __ATOMIC_ACQUIRE);
}

enum {
  /// Bytes of a stack that are copied where a thread is interrupted.
  ctr_interruption_bytes = 32 << 10,
  /// Frames looked at for an async context, and contexts followed.
  ctr_interruption_frames = 32,
  ctr_interruption_contexts = 256,
};

/// Where a thread was when it was interrupted.
typedef struct {
  uintptr_t instruction;
  uintptr_t stack_pointer;
  uintptr_t frame_pointer;
  /// The innermost async context, and where its callers go on, innermost first; 0 where there is none.
  uintptr_t context;
  uint32_t resume_count;
  uintptr_t resume[ctr_interruption_contexts];
  /// The stack from the stack pointer on.
  size_t byte_count;
  uint8_t bytes[ctr_interruption_bytes];
} ctr_interruption;

/// Interrupts a thread of this process that is on a processor, and waits at most twice `patience` nanoseconds for it.
/// Answers 0, or an errno: EBUSY if the program handles the signal itself, ETIMEDOUT if the thread did not answer, EAGAIN
/// if an earlier one has not come back. One at a time. The thread must not block the signal.
int ctr_interrupt(int32_t thread, uint64_t patience, ctr_interruption *CTR_NONNULL result);

/// The copied words of a stack, and the addresses: arrays that Swift does not import, or not well.
static inline const uint8_t *CTR_NONNULL ctr_interruption_stack(const ctr_interruption *CTR_NONNULL result) {
  return result->bytes;
}
static inline const uintptr_t *CTR_NONNULL ctr_interruption_chain(const ctr_interruption *CTR_NONNULL result) {
  return result->resume;
}

/// The signal that is used.
int ctr_interrupt_signal(void);

static inline void ctr_prefetch(const void *CTR_NULLABLE address) { __builtin_prefetch(address, 0, 3); }
static inline void ctr_prefetch_to_write(const void *CTR_NULLABLE address) { __builtin_prefetch(address, 1, 3); }

/// Tells the processor that this thread spins.
static inline void ctr_pause(void) {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Address space that is zero and takes memory only where it is touched; null if there is none. Never unmapped.
void *CTR_NULLABLE ctr_reserve(size_t bytes);

/// Gives the memory of whole pages back; they read as zero afterwards. Answers false, and changes nothing, where the
/// program has locked its memory.
bool ctr_give_back(void *CTR_NONNULL start, size_t bytes);

/// How much of reserved address space has memory; all of it where the kernel does not tell. Whole pages.
size_t ctr_resident_bytes(const void *CTR_NONNULL start, size_t bytes);

/// Has `function` called in the child after fork.
void ctr_at_fork_child(void (*CTR_NONNULL function)(void));

/// Starts a thread with every signal blocked; it wants to be joined or detached, once. Answers 0 or an errno.
int ctr_start_thread(const char *CTR_NONNULL name, void (*CTR_NONNULL body)(void *CTR_NULLABLE),
                     void *CTR_NULLABLE argument, uintptr_t *CTR_NONNULL handle);
void ctr_join_thread(uintptr_t handle);
void ctr_detach_thread(uintptr_t handle);

#endif
