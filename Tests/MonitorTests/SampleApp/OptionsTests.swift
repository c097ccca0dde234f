import Testing

@testable import sample_app

struct OptionsTests {
  @Test func nothing_given_means_the_defaults() throws {
    #expect(try OptionsParser.parse([]) == .run(Options()))
  }

  @Test(arguments: [
    ["--port", "0", "--workers", "8", "--interval", "0.5", "--incident", "leak", "/usr"],
    ["/usr", "--port=0", "--workers=8", "--interval=0.5", "--incident=leak"],
    ["--port=0", "--workers", "8", "--interval=5e-1", "--incident", "leak", "--", "/usr"],
  ])
  func options_come_in_any_order_and_both_spellings(arguments: [String]) throws {
    let expected = Options(directory: "/usr", port: 0, workers: 8, interval: 0.5, incident: "leak")
    #expect(try OptionsParser.parse(arguments) == .run(expected))
  }

  @Test func help_is_asked_for_and_names_every_incident() throws {
    #expect(try OptionsParser.parse(["--port", "1", "--help"]) == .help)
    for incident in Incidents.all { #expect(Options.help.contains("\(incident.name) ")) }
  }

  @Test func after_two_dashes_everything_is_a_directory() throws {
    #expect(try OptionsParser.parse(["--", "--port"]) == .run(Options(directory: "--port")))
  }

  @Test(arguments: [
    (["--bogus"], "unknown option \"--bogus\"; there are --port, --workers, --interval, --incident, --help"),
    (["-p"], "unknown option \"-p\"; there are --port, --workers, --interval, --incident, --help"),
    (["--Port=1"], "unknown option \"--Port\"; there are --port, --workers, --interval, --incident, --help"),
    (["--port"], "--port needs a value"),
    (["--port="], "--port takes a number from 0 to 65535, not \"\""),
    (["--port", "x"], "--port takes a number from 0 to 65535, not \"x\""),
    (["--port", "-1"], "--port takes a number from 0 to 65535, not \"-1\""),
    (["--port=65536"], "--port takes a number from 0 to 65535, not \"65536\""),
    (["--port=1", "--port=1"], "--port is given twice"),
    (["--workers=0"], "--workers takes a number from 1 to 64, not \"0\""),
    (["--workers=65"], "--workers takes a number from 1 to 64, not \"65\""),
    (["--workers=9999999999999999999"], "--workers takes a number from 1 to 64, not \"9999999999999999999\""),
    (["--interval=0"], "--interval takes seconds from 0.1 to 86400.0, not \"0\""),
    (["--interval=-1"], "--interval takes seconds from 0.1 to 86400.0, not \"-1\""),
    (["--interval=nan"], "--interval takes seconds from 0.1 to 86400.0, not \"nan\""),
    (["--interval=inf"], "--interval takes seconds from 0.1 to 86400.0, not \"inf\""),
    (["--interval=1s"], "--interval takes seconds from 0.1 to 86400.0, not \"1s\""),
    (
      ["--incident=fire"],
      "unknown incident \"fire\"; there are block, leak, stuck, spin, ignore-cancel, contention, deadlock, slow-consumer, flood"
    ),
    (["--help=yes"], "--help takes no value"),
    ([""], "the directory is an empty text"),
    (["a", "b"], "one directory at a time; \"b\" is the second"),
    (["--a\nb"], "unknown option \"--a\\nb\"; there are --port, --workers, --interval, --incident, --help"),
  ])
  func bad_input_gives_one_clear_line(arguments: [String], message: String) {
    #expect(throws: UsageError(message)) { try OptionsParser.parse(arguments) }
  }
}
