// The two functions the runtime calls in place of its own: the run thunk and the completion thunks. In assembly, because
// a C function that takes an async context gets a frame whose saved frame pointer has bit 60 set, over which unwinders
// (of a debugger, or of whoever records where an error was thrown) fall. These have plain frames and say where all is.
//
// Calling convention (swifttailcc on x86-64): the async context in r14, self or error in r13; the caller reserves 8 bytes
// of arguments though there are none, and the callee pops them. C functions preserve r13 and r14, so they need not be
// saved here.

#if defined(__x86_64__)

  .text

// Calls on and does not jump: the call comes back when the task gives up the thread.
  .globl ctr_run_thunk_entry
  .hidden ctr_run_thunk_entry
  .type ctr_run_thunk_entry, @function
  .p2align 4
ctr_run_thunk_entry:
  .cfi_startproc
  endbr64
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  subq $48, %rsp              // the callee's 8 bytes, and above them a ctr_run
  leaq 16(%rsp), %rdi
  movq ctr_installed@GOTPCREL(%rip), %rax
  call *8(%rax)               // task_began: answers the task's own resume function
  call *%rax
  subq $8, %rsp               // which the callee has popped
  leaq 16(%rsp), %rdi
  movq ctr_installed@GOTPCREL(%rip), %rax
  call *24(%rax)              // run_ended
  leave
  .cfi_def_cfa %rsp, 8
  ret $8
  .cfi_endproc
  .size ctr_run_thunk_entry, . - ctr_run_thunk_entry

// One function for each original, so that the original is known without a word in the task to keep it in.
  .macro COMPLETION_THUNK number
  .globl ctr_completion_thunk_\number
  .hidden ctr_completion_thunk_\number
  .type ctr_completion_thunk_\number, @function
  .p2align 4
ctr_completion_thunk_\number:
  .cfi_startproc
  endbr64
  pushq %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  movq %rsp, %rbp
  .cfi_def_cfa_register %rbp
  movq %r13, %rdi
  movq ctr_installed@GOTPCREL(%rip), %rax
  call *40(%rax)              // completed
  popq %rbp
  .cfi_def_cfa %rsp, 8
  movq ctr_completions@GOTPCREL(%rip), %rax
  jmp *(8 * \number)(%rax)    // goes on as if the original had been called itself
  .cfi_endproc
  .size ctr_completion_thunk_\number, . - ctr_completion_thunk_\number
  .endm

  COMPLETION_THUNK 0
  COMPLETION_THUNK 1
  COMPLETION_THUNK 2
  COMPLETION_THUNK 3
  COMPLETION_THUNK 4
  COMPLETION_THUNK 5
  COMPLETION_THUNK 6
  COMPLETION_THUNK 7

#endif

  .section .note.GNU-stack, "", @progbits
