// Reads of the process's own memory that fail instead of crashing, and address space for tables.
#define _GNU_SOURCE
#include "CTaskRuntime.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

size_t ctr_read_pieces(const ctr_piece *pieces, size_t count, int *failure) {
  struct iovec local[ctr_piece_limit];
  struct iovec remote[ctr_piece_limit];
  size_t wanted = 0;
  *failure = 0;
  if (count > ctr_piece_limit) count = ctr_piece_limit;
  for (size_t i = 0; i < count; i++) {
    local[i] = (struct iovec){.iov_base = pieces[i].destination, .iov_len = pieces[i].count};
    remote[i] = (struct iovec){.iov_base = (void *)pieces[i].address, .iov_len = pieces[i].count};
    wanted += pieces[i].count;
  }
  ssize_t got = process_vm_readv(getpid(), local, count, remote, count, 0);
  if (got < 0) {
    *failure = errno;
    return 0;
  }
  if ((size_t)got == wanted) return count;
  // A transfer stops inside or before the first piece that cannot be read.
  size_t whole = 0;
  size_t left = (size_t)got;
  while (whole < count && left >= pieces[whole].count) left -= pieces[whole++].count;
  *failure = EFAULT;
  return whole;
}

void *ctr_reserve(size_t bytes) {
  void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return start == MAP_FAILED ? NULL : start;
}

void ctr_give_back(void *start, size_t bytes) { madvise(start, bytes, MADV_DONTNEED); }
