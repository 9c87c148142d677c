import Images
import Training

/// What says whether two pictures are one: by their bytes, or by their looks.
struct PictureIdentity: Sendable {
  let digest: ImageDigest
  let hash: PerceptualHash
}
