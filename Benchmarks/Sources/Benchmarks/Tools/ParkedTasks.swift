// Live tasks that wait until they are let go, so many of them, in several ways and places.
import Synchronization

/// Where tasks wait.
private final class ParkingLot: Sendable {
  private struct Lane {
    var waiting: [UnsafeContinuation<Void, Never>] = []
    var isOpen = false
  }

  /// Apart, so that a million tasks do not queue up at one lock.
  private final class Gate: Sendable {
    let lane = Mutex(Lane())
  }

  private let gates = (0..<64).map { _ in Gate() }
  private let arrivals = Atomic<Int>(0)

  /// How many have arrived, wherever they wait.
  var arrived: Int { arrivals.load(ordering: .acquiring) }

  func arrive() { arrivals.wrappingAdd(1, ordering: .acquiringAndReleasing) }

  func wait(_ number: Int) async {
    await withUnsafeContinuation { continuation in
      let isOpen = gates[number % gates.count].lane.withLock { lane in
        if !lane.isOpen { lane.waiting.append(continuation) }
        return lane.isOpen
      }
      if isOpen { continuation.resume() }
    }
  }

  func open() {
    for gate in gates {
      let waiting = gate.lane.withLock { lane in
        lane.isOpen = true
        defer { lane.waiting = [] }
        return lane.waiting
      }
      for continuation in waiting { continuation.resume() }
    }
  }
}

enum ParkedTasks {
  /// Runs `body` while so many tasks wait; returns when all have ended.
  static func with(_ count: Int, _ body: () async -> Void) async {
    let lot = ParkingLot()
    let gate = Task(name: "gate") {
      lot.arrive()
      await lot.wait(0)
    }
    var tasks: [Task<Void, Never>] = []
    tasks.reserveCapacity(count)
    for number in 1..<max(2, count) {
      switch number % 4 {
      case 0: tasks.append(Task { await waitForTask(gate, lot) })
      case 1: tasks.append(Task(name: "session \(number)") { await serveSession(number, lot) })
      default: tasks.append(Task { await serveRequest(number, lot) })
      }
    }
    while lot.arrived < count { await pause() }
    // Those that arrived last are still on their way into their wait.
    for _ in 0..<10 { await pause() }
    await body()
    lot.open()
    for task in tasks { await task.value }
    await gate.value
  }

  private static func pause() async { try? await Task.sleep(for: .milliseconds(1)) }

  @inline(never)
  private static func waitForTask(_ task: Task<Void, Never>, _ lot: ParkingLot) async {
    lot.arrive()
    await task.value
    Sink.take(1)
  }

  @inline(never)
  private static func serveSession(_ number: Int, _ lot: ParkingLot) async {
    await serveRequest(number, lot)
    Sink.take(2)
  }

  @inline(never)
  private static func serveRequest(_ number: Int, _ lot: ParkingLot) async {
    await fetchRow(number, lot)
    Sink.take(3)
  }

  @inline(never)
  private static func fetchRow(_ number: Int, _ lot: ParkingLot) async {
    lot.arrive()
    await lot.wait(number)
    Sink.take(4)
  }
}
