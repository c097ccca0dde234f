// A common mistake: work in bursts and at high priority, so that all else waits behind it.

struct FloodIncident: Incident {
  let name = "flood"
  let summary = "start 1,000 tasks of 5 ms at high priority each second"

  func run() async {
    repeat {
      await withDiscardingTaskGroup { group in
        for number in 1...1_000 {
          group.addTask(name: "thumbnail \(number)", priority: .high) { work() }
        }
      }
    } while (try? await Task.sleep(for: .seconds(1))) != nil
  }

  /// Computes for 5 ms, or until it is cancelled.
  private func work() {
    let deadline = ContinuousClock.now + .milliseconds(5)
    var value: UInt64 = 1
    while ContinuousClock.now < deadline, !Task.isCancelled {
      value = value &* 6_364_136_223_846_793_005 &+ 1
    }
  }
}
