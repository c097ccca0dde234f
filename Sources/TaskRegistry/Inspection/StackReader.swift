// Everything `where` tells of one task.

import CTaskRuntime

struct StackReader {
  private let world: UnsafeMutablePointer<World>
  private let places: Places

  init(_ world: UnsafeMutablePointer<World>, places: Places) {
    self.world = world
    self.places = places
  }

  func stack(of key: TaskKey) -> TaskStack? {
    var inspector = Inspector(world)
    let inspection = inspector.inspect([key])
    guard let read = inspection.tasks.first,
      let info = Describer(world, places: places).describe(inspection).first
    else { return nil }
    let frames = read.isStackTrue ? places.frames(inspection.frames[read.frames], .resumePoint) : []
    let spawnFrames = places.frames(world.pointee.sites.stack(of: read.copy.site), .returnAddress)
    return TaskStack(
      task: info,
      frames: info.state == .ready && info.runs == 0 ? [] : frames,
      framesMissing: missing(info, read, frames),
      spawnFrames: spawnFrames,
      creators: CreatorChain(world: world, places: places).creators(
        from: read.copy.creator, parent: read.copy.parent)
    )
  }

  private func missing(_ info: TaskInfo, _ read: InspectedTask, _ frames: [StackFrame]) -> String? {
    if let reason = SelfCheck.report.stacksOff { return "stacks are off: \(reason)" }
    switch info.state {
    case .running: return "it is running, on a thread that is not known"
    case .ready where info.runs == 0: return "it has not run yet"
    case nil: return "its state cannot be read"
    default: break
    }
    if !read.isStackTrue { return "it moved each time it was looked at" }
    return frames.isEmpty ? "no frame of the program's own code" : nil
  }
}
