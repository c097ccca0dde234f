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

bool ctr_give_back(void *start, size_t bytes) { return madvise(start, bytes, MADV_DONTNEED) == 0; }

size_t ctr_resident_bytes(const void *start, size_t bytes) {
  unsigned char pages[256];
  size_t resident = 0;
  for (size_t at = 0; at < bytes; at += sizeof pages * 4096) {
    size_t piece = bytes - at < sizeof pages * 4096 ? bytes - at : sizeof pages * 4096;
    if (mincore((char *)start + at, piece, pages) != 0) return bytes;
    for (size_t i = 0; i * 4096 < piece; i++) resident += pages[i] & 1;
  }
  return resident * 4096;
}
