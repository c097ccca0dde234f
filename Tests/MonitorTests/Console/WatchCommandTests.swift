import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct WatchCommandTests {
  private static let small = TerminalSize(columns: 40, rows: 6)

  @Test("The command's output stands below a line that says what it is, and is asked for again in time")
  func screen() throws {
    var program = FakeProgram(tasks: [.fake(1)])
    program.counts = StateCounts()
    var driver = try ScreenDriver(program, "watch 2 help quit", size: Self.small)
    #expect(driver.lines[0] == "every 2.00 s: help quit  (any key ends i")
    #expect(driver.lines[1] == "usage: quit")
    #expect(driver.pause == 2_000_000_000)
    driver.wait()
    #expect(driver.pause == 2_000_000_000 && driver.sentBytes == 0)
    driver.resize(.usual)
    #expect(driver.lines[0] == "every 2.00 s: help quit  (any key ends it)")
  }

  @Test("Any key ends it", arguments: [Key.escape, .character("x"), .enter, .up])
  func leaving(key: Key) throws {
    var driver = try ScreenDriver(FakeProgram(), "watch 1 check", size: Self.small)
    driver.press(key)
    #expect(driver.isOver)
  }

  @Test("A script gets the output again and again, with an empty line between, but none between objects")
  func lines() throws {
    let once = try FakeProgram().lines("check")
    #expect(try FakeProgram().lines("watch --count 2 1 check") == once + [""] + once)
    #expect(try FakeProgram().objects("watch 1 --count 3 loop-lag --json").count == 3)
  }

  @Test("Options behind the command are the command's, and quotes keep what they keep")
  func options() throws {
    let program = FakeProgram(tasks: [.fake(1) { $0.name = "a b" }, .fake(2) { $0.name = "a" }])
    #expect(
      try program.objects("watch --count 2 1 ps --name 'a b' --json").map { $0["id"] as? Int } == [1, 1])
    #expect(try program.lines("watch --count 1 1 ps --bad") == program.lines("ps --bad"))
  }

  @Test(
    "What does not end by itself, asks or changes the session is not repeated",
    arguments: ["top", "events", "watch 1 ps", "quit"])
  func refused(command: String) throws {
    let verb = command.prefix { $0 != " " }
    #expect(
      try FakeProgram().lines("watch 1 \(command)") == [
        "error: watch repeats commands that print and end, such as ps or stats, not '\(verb)'"
      ])
  }

  @Test("The time comes first, and is long enough", arguments: ["ps", "0.05", "-1"])
  func time(word: String) throws {
    #expect(
      try FakeProgram().lines("watch \(word) ps") == [
        "error: watch takes a time of at least 100ms such as 2, 0.5s or 1m before the command, not '\(word)'"
      ])
  }
}
