import Testing

@testable import MonitorServer

struct SettingsTests {
  private static func outcome(_ line: String) -> LineOutcome {
    FakeProgram().console().outcome(of: line, for: .plain)
  }

  @Test(
    arguments: [
      ("set color on", .color(true)), ("set color off", .color(false)), ("set paging on", .paging(true)),
      ("set paging off", .paging(false)),
    ] as [(String, SessionSetting)])
  func a_setting_is_changed_by_the_session(line: String, setting: SessionSetting) {
    guard case .setting(setting) = Self.outcome(line) else {
      Issue.record("\(line) does not change it")
      return
    }
  }

  @Test func the_settings_are_listed_as_they_are() throws {
    #expect(
      try FakeProgram().lines("set") == [
        "SETTING  VALUE  MEANING", "color    off    states, warnings and errors stand out by colour too",
        "paging   off    a long reply waits for a key after each page",
      ])
    let audience = Audience(isInteractive: true, usesColor: false, usesPaging: true)
    #expect(
      try FakeProgram().lines("set --json", for: audience) == [
        #"{"name":"color","on":false}"#, #"{"name":"paging","on":true}"#,
      ])
  }

  @Test(
    arguments: [
      ("set colour on", "error: there is no setting 'colour': set color or paging on or off"),
      ("set color", "error: set color needs on or off"),
      ("set color red", "error: color is on or off, not 'red'"),
      ("set color on off", "error: set does not take 'off': usage: set [NAME on|off] [--json]"),
    ])
  func what_is_no_setting_gets_one_line(line: String, error: String) throws {
    #expect(try FakeProgram().print(line) == error + "\n")
  }

  @Test func an_error_is_red_only_where_colours_are_wanted() throws {
    let audience = Audience(isInteractive: true, usesColor: true)
    #expect(
      try FakeProgram().lines("where 5", for: audience) == [
        "\u{1B}[1;31merror:\u{1B}[0m no live task has id 5: it has ended or never was; ps lists the live ones"
      ])
    #expect(
      try FakeProgram().lines("set color", for: audience)[0].hasPrefix("\u{1B}[1;31merror:\u{1B}[0m set"))
  }
}
