// Thread-local words, stack bounds and the start of threads.
#define _GNU_SOURCE
#include "CTaskRuntime.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

_Thread_local void *ctr_thread_word;

static pthread_key_t exit_key;
static pthread_once_t exit_key_once = PTHREAD_ONCE_INIT;
static void (*exit_function)(void *state);

static void thread_exits(void *state) {
  ctr_thread_word = NULL;
  if (exit_function) exit_function(state);
}

static void make_exit_key(void) { pthread_key_create(&exit_key, thread_exits); }

void ctr_set_thread_exit(void (*function)(void *state)) {
  exit_function = function;
  pthread_once(&exit_key_once, make_exit_key);
}

void ctr_set_thread_state(void *state) {
  ctr_thread_word = state;
  pthread_setspecific(exit_key, state);
}

int32_t ctr_thread_id(void) { return (int32_t)syscall(SYS_gettid); }

int32_t ctr_processor_count(void) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
  // More processors than the set has room for.
  return (int32_t)sysconf(_SC_NPROCESSORS_ONLN);
}

bool ctr_stack_bounds(uintptr_t *low, uintptr_t *high) {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return false;
  void *start = NULL;
  size_t size = 0;
  int result = pthread_attr_getstack(&attributes, &start, &size);
  pthread_attr_destroy(&attributes);
  if (result != 0) return false;
  *low = (uintptr_t)start;
  *high = (uintptr_t)start + size;
  return true;
}

void ctr_at_fork_child(void (*function)(void)) { pthread_atfork(NULL, NULL, function); }

typedef struct {
  void (*body)(void *);
  void *argument;
  char name[16];
} start_block;

static void *run_thread(void *raw) {
  start_block block = *(start_block *)raw;
  free(raw);
  pthread_setname_np(pthread_self(), block.name);
  block.body(block.argument);
  return NULL;
}

int ctr_start_thread(const char *name, void (*body)(void *), void *argument, uintptr_t *handle) {
  start_block *block = calloc(1, sizeof *block);
  if (!block) return ENOMEM;
  block->body = body;
  block->argument = argument;
  for (size_t i = 0; i + 1 < sizeof block->name && name[i]; i++) block->name[i] = name[i];
  // A thread inherits the mask of its creator: the host's signals must never be delivered to ours.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  int result = pthread_create(&thread, NULL, run_thread, block);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (result != 0) free(block); else *handle = (uintptr_t)thread;
  return result;
}

void ctr_join_thread(uintptr_t handle) { pthread_join((pthread_t)handle, NULL); }

void ctr_detach_thread(uintptr_t handle) { pthread_detach((pthread_t)handle); }
