import MonitorServer

@main
struct SampleApp {
  static func main() async throws {
    let monitor = try Monitor.start()
    monitor.stop()
  }
}
