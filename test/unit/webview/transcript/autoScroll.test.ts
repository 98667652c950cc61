import assert from 'node:assert/strict';
import { AutoScroll } from '../../../../src/webview/transcript/autoScroll.ts';

/** A position in a viewport of 500 pixels. */
const at = (top: number, height = 2000) => ({ top, height, below: height - 500 - top });

function following(): AutoScroll {
  const scroll = new AutoScroll();
  scroll.recordPosition(at(1500));
  return scroll;
}

describe('AutoScroll', () => {
  it('follows the end initially', () => {
    assert.ok(following().isFollowing);
  });

  it('stops following on release, and the event of its last own scroll does not resume it', () => {
    const scroll = following();
    scroll.release();
    scroll.onScroll(at(1500));
    assert.ok(!scroll.isFollowing);
  });

  it('stops following when the user scrolls up by other means', () => {
    const scroll = following();
    scroll.onScroll(at(1400));
    assert.ok(!scroll.isFollowing);
  });

  it('ignores scroll events caused by a change of the content height', () => {
    const scroll = following();
    scroll.onScroll(at(1500, 2600));
    assert.ok(scroll.isFollowing);
    scroll.recordPosition(at(2100, 2600));
    scroll.onScroll(at(1000, 1700));
    assert.ok(scroll.isFollowing);
  });

  it('resumes only at the end', () => {
    const scroll = following();
    scroll.release();
    scroll.onScroll(at(1200));
    scroll.onScroll(at(1450));
    assert.ok(!scroll.isFollowing, '50 pixels above the end');
    scroll.onScroll(at(1499));
    assert.ok(scroll.isFollowing);
  });

  it('resumes on request', () => {
    const scroll = following();
    scroll.release();
    scroll.resume();
    assert.ok(scroll.isFollowing);
  });
});
