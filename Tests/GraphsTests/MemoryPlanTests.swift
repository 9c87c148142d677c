import Tensors
import Testing

@testable import Graphs

@Suite struct MemoryPlanTests {
  @Test func buffersThatLiveTogetherNeverOverlap() {
    var stream = RandomStream(seed: 3, purpose: .test)
    for _ in 0..<200 {
      let buffers = (0..<30).map { _ in
        let first = Int(stream.nextWord() % 20)
        return MemoryPlan.Buffer(
          byteCount: Int(stream.nextWord() % 5000), firstUse: first,
          lastUse: first + Int(stream.nextWord() % 6))
      }
      let plan = MemoryPlan(buffers)
      for left in buffers.indices {
        #expect(plan.offsets[left] % AlignedStorage.alignment == 0)
        #expect(plan.offsets[left] + buffers[left].byteCount <= plan.byteCount)
        for right in buffers.indices.dropFirst(left + 1)
        where buffers[left].overlaps(buffers[right]) {
          #expect(
            plan.offsets[left] + buffers[left].byteCount <= plan.offsets[right]
              || plan.offsets[right] + buffers[right].byteCount <= plan.offsets[left])
        }
      }
    }
  }

  @Test func memoryIsUsedAgain() {
    let chain = (0..<10).map {
      MemoryPlan.Buffer(byteCount: 1024, firstUse: $0, lastUse: $0 + 1)
    }
    #expect(MemoryPlan(chain).byteCount == 2048)
  }
}
