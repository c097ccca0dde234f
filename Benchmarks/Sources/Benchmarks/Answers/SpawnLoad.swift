// Tasks that spawn and join others without a pause, while something is measured.
import Synchronization

enum SpawnLoad {
  /// Runs `body` while so many tasks spawn.
  static func with(_ count: Int, _ body: () async -> Void) async {
    let stop = Stop()
    let tasks = (0..<count).map { _ in
      Task.detached(name: "load") { while !stop.isOver { Sink.take(await Task.detached { 1 }.value) } }
    }
    await body()
    stop.end()
    for task in tasks { await task.value }
  }

  private final class Stop: Sendable {
    private let over = Atomic<Bool>(false)

    var isOver: Bool { over.load(ordering: .relaxed) }
    func end() { over.store(true, ordering: .relaxed) }
  }
}
