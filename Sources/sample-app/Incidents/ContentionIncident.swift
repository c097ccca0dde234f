// A common mistake: slow work inside an actor that everybody needs.

struct ContentionIncident: Incident {
  let name = "contention"
  let summary = "make 40 tasks wait for one actor that works for 20 ms at a time"

  private let ledger = Ledger()

  func run() async {
    await withDiscardingTaskGroup { group in
      for number in 1...40 {
        group.addTask(name: "writer \(number)") { [ledger] in
          while !Task.isCancelled { await ledger.write(number) }
        }
      }
    }
  }
}

private actor Ledger {
  private var checksum: UInt64 = 0

  func write(_ number: Int) {
    let deadline = ContinuousClock.now + .milliseconds(20)
    while ContinuousClock.now < deadline { checksum = checksum &* 31 &+ UInt64(number) }
  }
}
