import Testing

@testable import TaskRegistry

@Suite struct ThreadPlacesTests {
  @Test(arguments: [
    ("read", "read"), ("__read", "read"), ("___interceptor_sleep", "sleep"),
    ("__interceptor_trampoline_sem_wait", "sem_wait"),
    ("DispatchSemaphore.wait()", "DispatchSemaphore.wait()"),
    ("_", "_"),
  ])
  func a_librarys_function_is_named_as_programs_call_it(_ name: String, _ said: String) {
    #expect(Places.plain(name) == said)
  }
}
