// How places read in a line of a listing.
import Testing

@testable import MonitorServer
@testable import TaskRegistry

struct TaskTextTests {
  @Test(
    "Beside a file and a line a place is named as short as it can be",
    arguments: [
      ("Pool.start()", "Pool.start()"), ("closure #1 in Pool.start()", "Pool.start()"),
      ("closure #12 in closure #1 in Pool.start()", "Pool.start()"),
      ("implicit closure #2 in closure #1 in main()", "main()"), ("closure #x in f()", "closure #x in f()"),
      ("closure #1", "closure #1"), ("closure #1 in ", ""), ("", ""),
      ("A.run()", "run()"), ("closure #1 in A.run()", "run()"), ("AB.run()", "AB.run()"),
      ("A.B.run()", "B.run()"),
    ])
  func besideLine(function: String, shown: String) {
    #expect(CodeLocation(function: function, file: "A.swift", line: 3).functionBesideLine == shown)
  }

  @Test("Without a line the closure is told, for nothing else tells it")
  func withoutLine() {
    var text = TextBuffer()
    text.append(place: CodeLocation(function: "closure #1 in f()", file: "A.swift", line: nil))
    text.append("|")
    text.append(place: CodeLocation(function: "closure #1 in f()", file: "A.swift", line: 3))
    #expect(String(decoding: text.bytes, as: UTF8.self) == "A.swift closure #1 in f()|A.swift:3 f()")
  }
}
