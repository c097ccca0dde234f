// The self-check trusts this runtime, and refuses one that describes itself otherwise.
import CTaskRuntime
import Testing

@testable import TaskRegistry

@Suite struct SelfCheckTests {
  @Test func it_passes_here() {
    let report = SelfCheck.report
    #expect(report.inspectionOff == nil)
    #expect(report.outcomesOff == nil)
    #expect(report.actorsOff == nil)
    #if arch(x86_64)
      #expect(report.stacksOff == nil)
      #expect(CurrentExecutor.isKnown)
    #endif
  }

  @Test func a_runtime_that_describes_itself_otherwise_is_refused_with_the_reason() {
    func refusal(_ change: (inout ctr_runtime_description) -> Void) -> String? {
      var description = ctr_describe_runtime()
      change(&description)
      let report = SelfCheck.check(description)
      #expect(report.stacksOff == report.inspectionOff)
      #expect(report.outcomesOff == report.inspectionOff)
      #expect(report.actorsOff == report.inspectionOff)
      return report.inspectionOff
    }
    #expect(refusal { $0.layout_version = 2 } == "unknown runtime layout version 2")
    #expect(refusal { $0.task_size = 216 } == "unknown task size 216")
    #expect(
      refusal { $0.supports_priority_escalation = true } == "the runtime was built with priority escalation")
  }

  @Test func tasks_of_another_type_than_described_are_refused() async {
    // A process of its own: the probes set the observer.
    await #expect(processExitsWith: .success) {
      var description = ctr_describe_runtime()
      description.task_metadata = description.job_metadata
      #expect(SelfCheck.check(description).inspectionOff == "a task's type does not read back")
    }
  }
}
