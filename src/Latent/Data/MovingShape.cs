namespace Latent.Data;

/// <summary>The state of a shape that moves evenly through a square frame, turns evenly, and bounces off the walls like light off a mirror.</summary>
/// <param name="Kind">0 .. 3, see <see cref="Shapes.Kinds"/>.</param>
/// <param name="Radius">The radius of the circle around it, in pixels.</param>
/// <param name="X">Its centre, in pixels from the left.</param>
/// <param name="Y">Its centre, in pixels from the top.</param>
/// <param name="VelocityX">Pixels a frame, to the right.</param>
/// <param name="VelocityY">Pixels a frame, downwards.</param>
/// <param name="Angle">Radians, clockwise.</param>
/// <param name="Turn">Radians a frame, clockwise.</param>
public readonly record struct MovingShape(int Kind, float Radius, float X, float Y, float VelocityX, float VelocityY, float Angle, float Turn)
{
    // Pixels that an edge fades over stay inside, too.
    private const float Edge = 0.5f;

    /// <summary>The state some frames later; it does not depend on the steps in between.</summary>
    /// <param name="frames">How many frames.</param>
    /// <param name="side">The height and the width of the frame in pixels.</param>
    public MovingShape After(float frames, int side)
    {
        (float x, float velocityX) = Reflected(X, VelocityX, frames, side);
        (float y, float velocityY) = Reflected(Y, VelocityY, frames, side);
        return this with { X = x, Y = y, VelocityX = velocityX, VelocityY = velocityY, Angle = Angle + (Turn * frames) };
    }

    /// <summary>Where its centre can be: from here to <c>side</c> less as much.</summary>
    public float Margin => Radius + Edge;

    private (float Place, float Velocity) Reflected(float place, float velocity, float frames, int side)
    {
        float span = side - (2 * Margin);
        // Unfolded, the walls vanish and the way is straight; every second room is a mirror image.
        float way = place - Margin + (velocity * frames);
        float room = MathF.Floor(way / span), within = way - (room * span);
        bool mirrored = (int)room % 2 != 0;
        return (Margin + (mirrored ? span - within : within), mirrored ? -velocity : velocity);
    }
}
