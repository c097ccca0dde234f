// Work that blocks, on a thread that is not the pool's: a client of the console, or who watches a blocked pool.
import Glibc

enum NativeThread {
  /// Runs `body` on a thread of its own and waits for it without blocking one of the pool.
  static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withUnsafeContinuation { continuation in
      let work = Unmanaged.passRetained(Work { continuation.resume(returning: body()) })
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { raw in
          // SAFETY: the retained box that was passed below, taken once.
          if let raw { Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().run() }
          return nil
        }, work.toOpaque())
      if result == 0 {
        pthread_detach(thread)
      } else {
        work.takeRetainedValue().run()
      }
    }
  }
}

/// What a thread is to do.
private final class Work: Sendable {
  let run: @Sendable () -> Void

  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
