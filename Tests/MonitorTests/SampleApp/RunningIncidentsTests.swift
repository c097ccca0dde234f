import Testing

@testable import sample_app

@Suite(.timeLimit(.minutes(1)))
struct RunningIncidentsTests {
  /// Goes on until it is cancelled.
  private struct Patient: Incident {
    let name: String
    let summary = "waits"
    let record: Record<String>

    func run() async {
      record.append("\(name) begins")
      try? await untilCancelled()
      record.append("\(name) ends")
    }
  }

  @Test func each_incident_is_begun_once_and_all_are_ended() async {
    let incidents = RunningIncidents()
    let record = Record<String>()
    #expect(incidents.begin(Patient(name: "a", record: record)))
    #expect(!incidents.begin(Patient(name: "a", record: record)))
    #expect(incidents.begin(Patient(name: "b", record: record)))
    await eventually { record.all.count == 2 }
    incidents.end()
    await eventually { record.all.count == 4 }
    #expect(Set(record.all) == ["a begins", "a ends", "b begins", "b ends"])
    #expect(!incidents.begin(Patient(name: "c", record: record)))
  }
}
