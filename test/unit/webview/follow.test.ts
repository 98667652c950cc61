import assert from 'node:assert/strict';
import { Follow } from '../../../src/webview/follow.ts';

/** 500 pixels in view. */
const at = (top: number, height = 2000) => ({ top, height, below: height - 500 - top });

function following(): Follow {
  const follow = new Follow();
  follow.placed(at(1500));
  return follow;
}

describe('following the end', () => {
  it('follows from the beginning', () => {
    assert.ok(following().isFollowing);
  });

  it('lets go at the first sign, and the event of our own last scroll does not take it back', () => {
    const follow = following();
    follow.letGo();
    follow.scrolled(at(1500));
    assert.ok(!follow.isFollowing);
  });

  it('lets go when the text moves down by a way nobody named', () => {
    const follow = following();
    follow.scrolled(at(1400));
    assert.ok(!follow.isFollowing);
  });

  it('does not take text that grows or shrinks for the reader', () => {
    const follow = following();
    follow.scrolled(at(1500, 2600));
    assert.ok(follow.isFollowing);
    follow.placed(at(2100, 2600));
    follow.scrolled(at(1000, 1700));
    assert.ok(follow.isFollowing);
  });

  it('follows again from the true end only', () => {
    const follow = following();
    follow.letGo();
    follow.scrolled(at(1200));
    follow.scrolled(at(1450));
    assert.ok(!follow.isFollowing, '50 pixels above');
    follow.scrolled(at(1499));
    assert.ok(follow.isFollowing);
  });

  it('follows again on demand', () => {
    const follow = following();
    follow.letGo();
    follow.take();
    assert.ok(follow.isFollowing);
  });
});
